package org.underpass.iommu.acpi;

import java.util.List;
import java.util.Objects;

/**
 * A device scope of a DMAR structure: which device the structure speaks of. Source: VT-d 4.1 section 8.3.1.
 *
 * @param offset where it starts, in bytes from the start of the table
 * @param length its length in bytes
 * @param typeCode 1 PCI endpoint, 2 PCI sub-hierarchy, 3 IOAPIC, 4 HPET, 5 ACPI namespace device
 * @param flags bits for SATC and SIDP, 0 elsewhere
 * @param enumerationId the IOAPIC's, HPET's or namespace device's id, 0 for PCI devices
 * @param startBus the bus on which the path begins
 * @param path from the start bus down, one step a bridge; the last names the device
 */
public record DeviceScope(int offset, int length, int typeCode, int flags, int enumerationId, int startBus,
        List<Step> path) implements Item {
    public DeviceScope {
        path = List.copyOf(path);
    }

    /** Kinds of device scopes. */
    public enum Kind {
        PCI_ENDPOINT("PCI endpoint device"), PCI_SUB_HIERARCHY("PCI sub-hierarchy"), IOAPIC("IOAPIC"),
        HPET("message-capable HPET"), ACPI_NAMESPACE("ACPI namespace device"), UNKNOWN("unknown");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The specification's words, for people. */
        public String words() {
            return words;
        }
    }

    /**
     * One step of a path.
     *
     * @param device 0 to 255 as the table says; more than 31 cannot be
     * @param function 0 to 255 as the table says; more than 7 cannot be
     */
    public record Step(int device, int function) {
        /** {@code dd.f}, hexadecimal as in addresses. */
        @Override
        public String toString() {
            return String.format("%02x.%x", device, function);
        }
    }

    public Kind kind() {
        return typeCode >= 1 && typeCode <= 5 ? Kind.values()[typeCode - 1] : Kind.UNKNOWN;
    }

    @Override
    public List<Field> fields() {
        return Fields.at(offset).count("type", typeCode, 0, 1).hex("flags", flags, 2, 1)
                .count("enumerationId", enumerationId, 4, 1).hex("startBus", startBus, 5, 1)
                .many("path", path.stream().map(Objects::toString).toList(), 6, path.size() * 2).done();
    }
}
