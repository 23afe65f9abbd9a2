package org.underpass.iommu.acpi;

import java.util.List;

/** A block of the IVRS table. Source: AMD IOMMU specification 3.08 sections 5.2.2 and 5.2.3. */
public sealed interface IvrsStructure extends Structure {

    /** The requester id (bus, device, function in 16 bits) that the block names. */
    int deviceId();

    /** The PCI segment. */
    int pciSegmentGroup();

    /**
     * A hardware definition block: one IOMMU and the devices behind it.
     *
     * @param typeCode 10h, 11h or 40h; the later ones say more of the same unit
     * @param deviceId requester id of the IOMMU itself
     * @param capabilityOffset where its capability lies in its config space
     * @param iommuInfo MSI number, unit id
     * @param features IOMMU Feature Info in 10h, IOMMU Attributes in 11h and 40h
     * @param efrImage image of the extended feature register; 0 in 10h, which has none
     * @param efrImage2 image of the second extended feature register; 0 in 10h, which has none
     */
    record Ivhd(int typeCode, int offset, int length, int flags, int deviceId, int capabilityOffset,
            long iommuBaseAddress, int pciSegmentGroup, int iommuInfo, long features, long efrImage, long efrImage2,
            List<IvhdEntry> entries, List<Problem> problems) implements IvrsStructure {
        public Ivhd {
            entries = List.copyOf(entries);
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "IVHD";
        }

        @Override
        public List<Parts> parts() {
            return List.of(new Parts("entries", entries));
        }

        @Override
        public List<Field> fields() {
            Fields out = Fields.at(offset).hex("ivhdType", typeCode, 0, 1).hex("flags", flags, 1, 1);
            if (typeCode == 0x10) {
                out.bits(flags, 1, "htTunEn", "passPw", "resPassPw", "isoc", "iotlbSup", "coherent", "preFSup",
                        "pprSup");
            } else {
                out.bits(flags, 1, "htTunEn", "passPw", "resPassPw", "isoc", "iotlbSup", "coherent");
            }
            out.hex("deviceId", deviceId, 4, 2).hex("capabilityOffset", capabilityOffset, 6, 2)
                    .hex("iommuBaseAddress", iommuBaseAddress, 8, 8).hex("pciSegmentGroup", pciSegmentGroup, 16, 2)
                    .hex("iommuInfo", iommuInfo, 18, 2);
            if (typeCode == 0x10) {
                return out.hex("iommuFeatureInfo", features, 20, 4).done();
            }
            return out.hex("iommuAttributes", features, 20, 4).hex("efrRegisterImage", efrImage, 24, 8)
                    .hex("efrRegisterImage2", efrImage2, 32, 8).done();
        }
    }

    /**
     * A memory definition block: memory that must be mapped one to one, or left out of translation.
     *
     * @param typeCode 20h all devices, 21h the device named, 22h from the device named to the one in auxiliary data
     * @param flags bit 0 unity, 1 readable, 2 writable, 3 exclusion range
     * @param auxiliaryData in 22h the last requester id of the range
     * @param startAddress first byte
     * @param memoryBlockLength bytes
     */
    record Ivmd(int typeCode, int offset, int length, int flags, int deviceId, int auxiliaryData, int pciSegmentGroup,
            long startAddress, long memoryBlockLength, List<Problem> problems) implements IvrsStructure {
        public Ivmd {
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "IVMD";
        }

        /** First requester id that the block covers. */
        public int firstDeviceId() {
            return typeCode == 0x20 ? 0 : deviceId;
        }

        /** Last requester id that the block covers. */
        public int lastDeviceId() {
            return switch (typeCode) {
                case 0x20 -> 0xffff;
                case 0x22 -> auxiliaryData;
                default -> deviceId;
            };
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("ivmdType", typeCode, 0, 1).hex("flags", flags, 1, 1)
                    .bits(flags, 1, "unity", "ir", "iw", "exclusionRange").hex("deviceId", deviceId, 4, 2)
                    .hex("auxiliaryData", auxiliaryData, 6, 2).hex("pciSegmentGroup", pciSegmentGroup, 8, 2)
                    .hex("ivmdStartAddress", startAddress, 16, 8)
                    .hex("ivmdMemoryBlockLength", memoryBlockLength, 24, 8).done();
        }
    }
}
