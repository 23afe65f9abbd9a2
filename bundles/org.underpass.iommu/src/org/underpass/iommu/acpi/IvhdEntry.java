package org.underpass.iommu.acpi;

import java.util.List;

/** A device entry of an IVHD block. Source: AMD IOMMU specification 3.08 section 5.2.2.4 to 5.2.2.8. */
public sealed interface IvhdEntry extends Item {

    /** The entry's type byte. */
    int typeCode();

    /** Short name of what the entry does. */
    String kind();

    private static Fields start(IvhdEntry entry) {
        return Fields.at(entry.offset()).hex("type", entry.typeCode(), 0, 1).text("kind", entry.kind(), 0, 0);
    }

    private static Fields dte(Fields fields, int dteSetting) {
        return fields.hex("dteSetting", dteSetting, 3, 1).bits(dteSetting, 3, "initPass", "eIntPass", "nmiPass")
                .count("sysMgt", dteSetting >> 4 & 3, 3, 0).bits(dteSetting >> 6, 3, "lint0Pass", "lint1Pass");
    }

    /** Four (00h) or eight (40h) bytes without meaning. */
    record Padding(int typeCode, int offset, int length, Value.Bytes body) implements IvhdEntry {
        @Override
        public String kind() {
            return "padding";
        }

        @Override
        public List<Field> fields() {
            return start(this).done();
        }
    }

    /**
     * Settings for one device, all devices, or the start or end of a range: 01h, 02h, 03h, 04h.
     *
     * @param deviceId the requester id; without meaning in 01h
     * @param dteSetting bits for the device table entry; without meaning in 04h
     */
    record Device(int typeCode, int offset, int deviceId, int dteSetting) implements IvhdEntry {
        @Override
        public int length() {
            return 4;
        }

        @Override
        public String kind() {
            return switch (typeCode) {
                case 1 -> "all";
                case 2 -> "select";
                case 3 -> "range-start";
                default -> "range-end";
            };
        }

        @Override
        public List<Field> fields() {
            return dte(start(this).hex("deviceId", deviceId, 1, 2), dteSetting).done();
        }
    }

    /**
     * One device (42h) or the start of a range (43h) whose requests carry another requester id.
     *
     * @param sourceDeviceId the requester id that the IOMMU sees
     */
    record Alias(int typeCode, int offset, int deviceId, int dteSetting, int sourceDeviceId) implements IvhdEntry {
        @Override
        public int length() {
            return 8;
        }

        @Override
        public String kind() {
            return typeCode == 0x42 ? "alias-select" : "alias-range-start";
        }

        @Override
        public List<Field> fields() {
            return dte(start(this).hex("deviceId", deviceId, 1, 2), dteSetting)
                    .hex("sourceDeviceId", sourceDeviceId, 5, 2).done();
        }
    }

    /**
     * One device (46h) or the start of a range (47h) with more settings.
     *
     * @param extendedDteSetting bit 31 says that ATS is disabled
     */
    record Extended(int typeCode, int offset, int deviceId, int dteSetting, long extendedDteSetting)
            implements IvhdEntry {
        @Override
        public int length() {
            return 8;
        }

        @Override
        public String kind() {
            return typeCode == 0x46 ? "extended-select" : "extended-range-start";
        }

        @Override
        public List<Field> fields() {
            return dte(start(this).hex("deviceId", deviceId, 1, 2), dteSetting)
                    .hex("extendedDteSetting", extendedDteSetting, 4, 4).done();
        }
    }

    /**
     * An IOAPIC or HPET (48h).
     *
     * @param handle IOAPIC id or HPET number
     * @param sourceDeviceId the requester id that its messages carry
     * @param variety 1 IOAPIC, 2 HPET
     */
    record Special(int offset, int deviceId, int dteSetting, int handle, int sourceDeviceId, int variety)
            implements IvhdEntry {
        @Override
        public int typeCode() {
            return 0x48;
        }

        @Override
        public int length() {
            return 8;
        }

        @Override
        public String kind() {
            return switch (variety) {
                case 1 -> "ioapic";
                case 2 -> "hpet";
                default -> "special";
            };
        }

        @Override
        public List<Field> fields() {
            return dte(start(this).hex("deviceId", deviceId, 1, 2), dteSetting).count("handle", handle, 4, 1)
                    .hex("sourceDeviceId", sourceDeviceId, 5, 2).count("variety", variety, 7, 1).done();
        }
    }

    /**
     * A device that only ACPI knows (F0h).
     *
     * @param hid its hardware id
     * @param cid its compatible id; empty where it has none
     * @param uidFormat 0 none, 1 number, 2 text
     * @param uid number or text, empty without
     */
    record AcpiHid(int offset, int length, int deviceId, int dteSetting, String hid, String cid, int uidFormat,
            int uidLength, String uid) implements IvhdEntry {
        @Override
        public int typeCode() {
            return 0xf0;
        }

        @Override
        public String kind() {
            return "acpi-hid";
        }

        @Override
        public List<Field> fields() {
            Fields out = dte(start(this).hex("deviceId", deviceId, 1, 2), dteSetting).text("hardwareId", hid, 4, 8);
            if (!cid.isEmpty()) {
                out.text("compatibleId", cid, 12, 8);
            }
            out.count("uidFormat", uidFormat, 20, 1).count("uidLength", uidLength, 21, 1);
            return (uid.isEmpty() ? out : out.text("uid", uid, 22, uidLength)).done();
        }
    }

    /** An entry of a type that the specification reserves, skipped by the length that its type implies. */
    record Reserved(int typeCode, int offset, int length, Value.Bytes body) implements IvhdEntry {
        @Override
        public String kind() {
            return "reserved";
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("type", typeCode, 0, 1).text("kind", kind(), 0, 0).done();
        }
    }

    /** An entry that does not end inside of its block. */
    record Truncated(int typeCode, int offset, int length, Value.Bytes body, String reason) implements IvhdEntry {
        @Override
        public String kind() {
            return "truncated";
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("type", typeCode, 0, 1).text("kind", kind(), 0, 0)
                    .text("reason", reason, 0, 0).done();
        }
    }
}
