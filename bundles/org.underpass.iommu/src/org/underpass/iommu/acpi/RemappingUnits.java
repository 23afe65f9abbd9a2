package org.underpass.iommu.acpi;

import java.util.List;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;
import org.underpass.pci.Topology;

/**
 * Which unit remaps a function's DMA, and which reserved memory the function keeps. One implementation for each kind of
 * table; {@link #of} picks it.
 */
public sealed interface RemappingUnits permits DmarUnits, IvrsUnits, IortUnits, ViotUnits, RemappingUnits.Nothing {

    /** The unit that governs a function, or why there is none. Cost is linear in the table. */
    Governance governing(PciAddress function);

    /**
     * Memory that stays reachable for a function by firmware's wish, in the order of the table. Linear in the table.
     */
    List<ReservedRegion> reservedRegions(PciAddress function);

    /** For a decoded table and the machine it belongs to. */
    static RemappingUnits of(RemappingTable table, Topology topology) {
        return switch (table) {
            case RemappingTable.Dmar dmar -> new DmarUnits(dmar, topology);
            case RemappingTable.Ivrs ivrs -> new IvrsUnits(ivrs);
            case RemappingTable.Iort iort -> new IortUnits(iort);
            case RemappingTable.Viot viot -> new ViotUnits(viot);
            case RemappingTable.Other other -> new Nothing(other.table().signature());
        };
    }

    /** Which unit governs a function. */
    sealed interface Governance {

        /**
         * @param unit the DRHD, IVHD, SMMU or virtio node
         * @param how one sentence: which scope, range or mapping says so
         * @param requesterId the id that the unit sees, where firmware says that it differs from the function's own
         */
        record Unit(Structure unit, String how, OptionalInt requesterId) implements Governance {
        }

        /** No unit of this table governs the function. */
        record None(String why) implements Governance {
        }
    }

    /**
     * A range of memory that firmware keeps for a function's DMA.
     *
     * @param source the RMRR, IVMD or RMR
     * @param base first byte
     * @param limit last byte, unsigned
     * @param exclusion true where the range is left out of translation (IVMD exclusion range), false where it must be
     *     mapped one to one
     * @param how one sentence: which scope or range names the function
     */
    record ReservedRegion(Structure source, long base, long limit, boolean exclusion, String how) {
    }

    /** A table that governs nothing. */
    record Nothing(String signature) implements RemappingUnits {
        @Override
        public Governance governing(PciAddress function) {
            return new Governance.None("table " + signature + " does not describe DMA remapping");
        }

        @Override
        public List<ReservedRegion> reservedRegions(PciAddress function) {
            return List.of();
        }
    }
}
