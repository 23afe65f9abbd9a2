package org.underpass.pci;

/** An entry of the list from offset 0x100. */
public sealed interface ExtendedCapability extends Capability permits AdvancedErrorReporting, DeviceSerialNumber,
        VendorSpecificExtended, Acs, Ari, Ats, SrIov, PageRequest, ResizableBar, Ltr, Pasid,
        DownstreamPortContainment, L1PmSubstates, DesignatedVendorSpecific {

    /** Capability Version, 4 bits. */
    int version();

    @Override
    default String name() {
        return CapabilityNames.extended(id());
    }

    @Override
    default boolean extended() {
        return true;
    }
}
