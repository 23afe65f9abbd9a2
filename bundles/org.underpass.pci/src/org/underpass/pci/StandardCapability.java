package org.underpass.pci;

/** An entry of the list in the first 256 bytes. */
public sealed interface StandardCapability extends Capability permits PowerManagement, Agp, VitalProductData, Msi,
        HyperTransport, VendorSpecific, DebugPort, BridgeSubsystem, PciExpress, MsiX, AdvancedFeatures,
        EnhancedAllocation {

    @Override
    default String name() {
        return CapabilityNames.standard(id());
    }

    @Override
    default boolean extended() {
        return false;
    }
}
