package org.underpass.pci;

import java.util.List;

/** Chooses the decoder of one capability by its id, and sees to it that what was cut off says so. */
final class CapabilityDecoder {

    private CapabilityDecoder() {
    }

    static Capability standard(ConfigSpace config, int at, int id) {
        Block block = new Block(config, at);
        Capability decoded = switch (id) {
            case PowerManagement.ID -> PowerManagement.decode(block);
            case Agp.ID -> Agp.decode(block);
            case VitalProductData.ID -> VitalProductData.decode(block);
            case Msi.ID -> Msi.decode(block);
            case HyperTransport.ID -> HyperTransport.decode(block);
            case VendorSpecific.ID -> VendorSpecific.decode(block);
            case DebugPort.ID -> DebugPort.decode(block);
            case BridgeSubsystem.ID -> BridgeSubsystem.decode(block);
            case PciExpress.ID -> PciExpress.decode(block);
            case MsiX.ID -> MsiX.decode(block);
            case AdvancedFeatures.ID -> AdvancedFeatures.decode(block);
            case EnhancedAllocation.ID -> EnhancedAllocation.decode(block);
            default -> {
                FieldList list = new FieldList(block);
                String name = CapabilityNames.standard(id);
                yield StandardLayouts.read(id, list, block)
                        ? new DescribedCapability(id, name, at, 0, false, list.list())
                        : new UnknownCapability(id, name, at, 0, false);
            }
        };
        return whole(decoded, block);
    }

    /** @param root whether the function is a root port or event collector, whose error reporting has more registers */
    static Capability extended(ConfigSpace config, int at, int id, boolean root) {
        Block block = new Block(config, at);
        Capability decoded = switch (id) {
            case AdvancedErrorReporting.ID -> AdvancedErrorReporting.decode(block, root);
            case DeviceSerialNumber.ID -> DeviceSerialNumber.decode(block);
            case VendorSpecificExtended.ID -> VendorSpecificExtended.decode(block);
            case Acs.ID -> Acs.decode(block);
            case Ari.ID -> Ari.decode(block);
            case Ats.ID -> Ats.decode(block);
            case SrIov.ID -> SrIov.decode(block);
            case PageRequest.ID -> PageRequest.decode(block);
            case ResizableBar.ID, ResizableBar.VF_ID -> ResizableBar.decode(block, id == ResizableBar.VF_ID);
            case Ltr.ID -> Ltr.decode(block);
            case Pasid.ID -> Pasid.decode(block);
            case DownstreamPortContainment.ID -> DownstreamPortContainment.decode(block);
            case L1PmSubstates.ID -> L1PmSubstates.decode(block);
            case DesignatedVendorSpecific.ID -> DesignatedVendorSpecific.decode(block);
            default -> {
                FieldList list = new FieldList(block);
                String name = CapabilityNames.extended(id);
                yield ExtendedLayouts.read(id, list, block)
                        ? new DescribedCapability(id, name, at, block.version(), true, list.list())
                        : new UnknownCapability(id, name, at, block.version(), true);
            }
        };
        return whole(decoded, block);
    }

    private static Capability whole(Capability decoded, Block block) {
        if (block.isWhole()) {
            return decoded;
        }
        ConfigSpace config = block.config();
        List<Field> known = decoded.fields().stream()
                .filter(field -> config.has(field.offset(), field.size())).toList();
        return new TruncatedCapability(decoded.id(), decoded.name(), decoded.offset(), decoded.extended(),
                block.missing() >= ConfigSpace.EXTENDED_SIZE ? TruncatedCapability.Reason.BAD_LENGTH
                        : TruncatedCapability.Reason.NOT_SHOWN, block.missing(), known);
    }
}
