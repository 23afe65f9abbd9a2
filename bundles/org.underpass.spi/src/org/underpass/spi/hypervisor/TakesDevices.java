package org.underpass.spi.hypervisor;

/**
 * How a backend has devices of the host handed to it: an ability that the class of a {@link Hypervisor} may have as
 * well. Implemented by plug-ins (a consumer type). A backend that does not say takes them as VFIO does when it needs an
 * IOMMU of the host, and else takes none.
 */
public interface TakesDevices {
    /** Who holds a function before a guest can have it. */
    enum Holder {
        /** The driver vfio-pci, or one of its variants. */
        VFIO,
        /** xen-pciback, with the function made assignable. */
        PCIBACK,
        /** Nobody: what the guest gets is imitated. */
        NONE
    }

    /** Who holds its functions. Always the same. */
    Holder holder();
}
