package org.underpass.iommu.acpi;

import java.util.List;

/** A remapping structure of the DMAR table. Source: VT-d 4.1 sections 8.3 to 8.9. */
public sealed interface DmarStructure extends Structure {

    /** The PCI segment that the structure speaks of; -1 where the structure has none (RHSA, ANDD). */
    int segmentNumber();

    /** Device scopes, in the order of the bytes; empty where the structure has none. */
    default List<DeviceScope> scopes() {
        return List.of();
    }

    @Override
    default List<Parts> parts() {
        return List.of(new Parts("scopes", scopes()));
    }

    /**
     * A remapping hardware unit.
     *
     * @param flags bit 0 INCLUDE_PCI_ALL
     * @param size the field as it stands: bits 3:0 are N, the registers take 2^N pages of 4 KiB
     */
    record Drhd(int offset, int length, int flags, int size, int segmentNumber, long registerBaseAddress,
            List<DeviceScope> scopes, List<Problem> problems) implements DmarStructure {
        public Drhd {
            scopes = List.copyOf(scopes);
            problems = List.copyOf(problems);
        }

        /** Governs all functions of its segment that no other unit names. */
        public boolean includePciAll() {
            return (flags & 1) != 0;
        }

        @Override
        public String type() {
            return "DRHD";
        }

        @Override
        public int typeCode() {
            return 0;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("flags", flags, 4, 1).bits(flags, 4, "includePciAll").count("size", size, 5, 1)
                    .hex("segmentNumber", segmentNumber, 6, 2)
                    .hex("registerBaseAddress", registerBaseAddress, 8, 8).done();
        }
    }

    /**
     * Memory that firmware reserved, which the named devices keep using through DMA.
     *
     * @param baseAddress first byte
     * @param limitAddress last byte
     */
    record Rmrr(int offset, int length, int segmentNumber, long baseAddress, long limitAddress,
            List<DeviceScope> scopes, List<Problem> problems) implements DmarStructure {
        public Rmrr {
            scopes = List.copyOf(scopes);
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "RMRR";
        }

        @Override
        public int typeCode() {
            return 1;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("segmentNumber", segmentNumber, 6, 2)
                    .hex("reservedMemoryRegionBaseAddress", baseAddress, 8, 8)
                    .hex("reservedMemoryRegionLimitAddress", limitAddress, 16, 8).done();
        }
    }

    /**
     * Root ports that support address translation services.
     *
     * @param flags bit 0 ALL_PORTS
     */
    record Atsr(int offset, int length, int flags, int segmentNumber, List<DeviceScope> scopes,
            List<Problem> problems) implements DmarStructure {
        public Atsr {
            scopes = List.copyOf(scopes);
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "ATSR";
        }

        @Override
        public int typeCode() {
            return 2;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("flags", flags, 4, 1).bits(flags, 4, "allPorts")
                    .hex("segmentNumber", segmentNumber, 6, 2).done();
        }
    }

    /** The NUMA node that a remapping unit is near to. */
    record Rhsa(int offset, int length, long registerBaseAddress, long proximityDomain, List<Problem> problems)
            implements DmarStructure {
        public Rhsa {
            problems = List.copyOf(problems);
        }

        @Override
        public int segmentNumber() {
            return -1;
        }

        @Override
        public String type() {
            return "RHSA";
        }

        @Override
        public int typeCode() {
            return 3;
        }

        @Override
        public List<Parts> parts() {
            return List.of();
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("registerBaseAddress", registerBaseAddress, 8, 8)
                    .count("proximityDomain", proximityDomain, 16, 4).done();
        }
    }

    /** The name of an ACPI namespace device whose number scopes refer to. */
    record Andd(int offset, int length, int acpiDeviceNumber, String acpiObjectName, List<Problem> problems)
            implements DmarStructure {
        public Andd {
            problems = List.copyOf(problems);
        }

        @Override
        public int segmentNumber() {
            return -1;
        }

        @Override
        public String type() {
            return "ANDD";
        }

        @Override
        public int typeCode() {
            return 4;
        }

        @Override
        public List<Parts> parts() {
            return List.of();
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).count("acpiDeviceNumber", acpiDeviceNumber, 7, 1)
                    .text("acpiObjectName", acpiObjectName, 8, length - 8).done();
        }
    }

    /**
     * Integrated devices with an address translation cache.
     *
     * @param flags bit 0 ATC_REQUIRED
     */
    record Satc(int offset, int length, int flags, int segmentNumber, List<DeviceScope> scopes,
            List<Problem> problems) implements DmarStructure {
        public Satc {
            scopes = List.copyOf(scopes);
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "SATC";
        }

        @Override
        public int typeCode() {
            return 5;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("flags", flags, 4, 1).bits(flags, 4, "atcRequired")
                    .hex("segmentNumber", segmentNumber, 6, 2).done();
        }
    }

    /** Properties of integrated devices; each scope carries them in its flags. */
    record Sidp(int offset, int length, int segmentNumber, List<DeviceScope> scopes, List<Problem> problems)
            implements DmarStructure {
        public Sidp {
            scopes = List.copyOf(scopes);
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "SIDP";
        }

        @Override
        public int typeCode() {
            return 6;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("segmentNumber", segmentNumber, 6, 2).done();
        }
    }
}
