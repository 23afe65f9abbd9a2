package org.underpass.hypervisor.kvm.vfio;

/**
 * What VFIO says of a device as a whole.
 *
 * @param resettable whether it can be reset by itself
 * @param pci        whether it is a PCI device
 * @param regions    how many regions it has, BARs, ROM and config space among them
 * @param interrupts how many kinds of interrupt
 */
public record VfioDeviceInfo(boolean resettable, boolean pci, int regions, int interrupts) {
}
