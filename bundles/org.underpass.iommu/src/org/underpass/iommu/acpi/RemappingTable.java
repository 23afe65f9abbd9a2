package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** A table that says how DMA is remapped, taken apart. */
public sealed interface RemappingTable {

    /** The header and the bytes. */
    AcpiTable table();

    /** The fields between the header and the first structure. */
    List<Field> fields();

    /** The structures in the order of the bytes. */
    List<? extends Structure> structures();

    /** What in the table's frame contradicts its specification, without the structures' own problems. */
    List<Problem> frameProblems();

    /** Everything wrong with the table: header, frame, structures. Empty for a sound one. */
    default List<Problem> problems() {
        List<Problem> all = new ArrayList<>(table().problems());
        all.addAll(frameProblems());
        structures().forEach(structure -> all.addAll(structure.problems()));
        return List.copyOf(all);
    }

    /**
     * Takes a table apart. Total: never throws on content; time and memory are linear in the bytes.
     *
     * @return a variant by signature; {@link Other} for a table that is none of the four
     */
    static RemappingTable decode(AcpiTable table) {
        Objects.requireNonNull(table);
        return switch (table.signature()) {
            case "DMAR" -> DmarDecoder.decode(table);
            case "IVRS" -> IvrsDecoder.decode(table);
            case "IORT" -> IortDecoder.decode(table);
            case "VIOT" -> ViotDecoder.decode(table);
            default -> new Other(table);
        };
    }

    /**
     * Intel's DMA Remapping Reporting table.
     *
     * @param hostAddressWidth the field as it stands: one less than the number of address bits that DMA can use
     * @param flags bit 0 INTR_REMAP, 1 X2APIC_OPT_OUT, 2 DMA_CTRL_PLATFORM_OPT_IN_FLAG
     */
    record Dmar(AcpiTable table, int hostAddressWidth, int flags, List<Structure> structures,
            List<Problem> frameProblems) implements RemappingTable {
        public Dmar {
            structures = List.copyOf(structures);
            frameProblems = List.copyOf(frameProblems);
        }

        /** Firmware says that interrupts can be remapped. */
        public boolean interruptRemapping() {
            return (flags & 1) != 0;
        }

        /** Firmware asks the system not to use x2APIC. */
        public boolean x2apicOptOut() {
            return (flags & 2) != 0;
        }

        /** Firmware asks for DMA protection from boot on (Kernel DMA Protection). */
        public boolean dmaControlOptIn() {
            return (flags & 4) != 0;
        }

        @Override
        public List<Field> fields() {
            if (table.length() < DmarDecoder.FIRST_STRUCTURE || table.content().end() < DmarDecoder.FIRST_STRUCTURE) {
                return List.of();
            }
            return Fields.at(0).count("hostAddressWidth", hostAddressWidth, 36, 1).hex("flags", flags, 37, 1)
                    .bits(flags, 37, "intrRemap", "x2apicOptOut", "dmaCtrlPlatformOptInFlag").done();
        }
    }

    /**
     * AMD's I/O Virtualization Reporting Structure.
     *
     * @param ivInfo the IVinfo field: which IVHD types the firmware has, and address sizes
     */
    record Ivrs(AcpiTable table, long ivInfo, List<Structure> structures, List<Problem> frameProblems)
            implements RemappingTable {
        public Ivrs {
            structures = List.copyOf(structures);
            frameProblems = List.copyOf(frameProblems);
        }

        /** Guest virtual address size in bits: 48 for 010b, 57 for 011b, empty for values that are reserved. */
        public OptionalInt guestVirtualAddressSize() {
            return switch ((int) (ivInfo >> 5 & 7)) {
                case 2 -> OptionalInt.of(48);
                case 3 -> OptionalInt.of(57);
                default -> OptionalInt.empty();
            };
        }

        /** Physical address size in bits, as the field says. */
        public int physicalAddressSize() {
            return (int) (ivInfo >> 8 & 0x7f);
        }

        /** Virtual address size in bits, as the field says. */
        public int virtualAddressSize() {
            return (int) (ivInfo >> 15 & 0x7f);
        }

        @Override
        public List<Field> fields() {
            if (table.content().end() < 40) {
                return List.of();
            }
            return Fields.at(0).hex("ivInfo", ivInfo, 36, 4).bits(ivInfo, 36, "efrSup", "dmaRemapSup")
                    .count("gvaSize", ivInfo >> 5 & 7, 36, 0).count("paSize", physicalAddressSize(), 36, 0)
                    .count("vaSize", virtualAddressSize(), 36, 0).bits(ivInfo >> 22, 36, "htAtsResv").done();
        }
    }

    /**
     * Arm's I/O Remapping Table.
     *
     * @param nodeCount the number of nodes that the table claims
     * @param nodeOffset where it says that they begin
     */
    record Iort(AcpiTable table, long nodeCount, long nodeOffset, List<Structure> structures,
            List<Problem> frameProblems) implements RemappingTable {
        public Iort {
            structures = List.copyOf(structures);
            frameProblems = List.copyOf(frameProblems);
        }

        @Override
        public List<Field> fields() {
            if (table.content().end() < 44) {
                return List.of();
            }
            return Fields.at(0).count("numberOfIortNodes", nodeCount, 36, 4)
                    .hex("offsetToArrayOfIortNodes", nodeOffset, 40, 4).done();
        }
    }

    /**
     * The Virtual I/O Translation table.
     *
     * @param nodeCount the number of nodes that the table claims
     * @param nodeOffset where it says that they begin
     */
    record Viot(AcpiTable table, int nodeCount, int nodeOffset, List<Structure> structures,
            List<Problem> frameProblems) implements RemappingTable {
        public Viot {
            structures = List.copyOf(structures);
            frameProblems = List.copyOf(frameProblems);
        }

        @Override
        public List<Field> fields() {
            if (table.content().end() < 40) {
                return List.of();
            }
            return Fields.at(0).count("nodeCount", nodeCount, 36, 2).hex("nodeOffset", nodeOffset, 38, 2).done();
        }
    }

    /** A table that says nothing about remapping, or nothing that we know. */
    record Other(AcpiTable table) implements RemappingTable {
        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public List<Structure> structures() {
            return List.of();
        }

        @Override
        public List<Problem> frameProblems() {
            return List.of();
        }
    }
}
