package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;

/**
 * SMMUs. A root complex node maps requester ids to stream ids at the node that it points to. Source: Arm DEN0049 E.e
 * section 3.1.1.5 and chapter 4.
 */
record IortUnits(RemappingTable.Iort table) implements RemappingUnits {

    @Override
    public Governance governing(PciAddress function) {
        String why = "no root complex node has segment " + function.domain();
        for (Structure structure : table.structures()) {
            if (!(structure instanceof IortNode node) || node.kind() != IortNode.Kind.ROOT_COMPLEX
                    || number(node, "pciSegmentNumber") != function.domain()) {
                continue;
            }
            why = String.format("the root complex of segment %d maps requester id 0x%04x to no SMMU",
                    function.domain(), function.requesterId());
            for (IdMapping mapping : node.idMappings()) {
                long out = map(mapping, function.requesterId());
                IortNode target = node(mapping.outputReference());
                if (out >= 0 && target != null && isSmmu(target)) {
                    return new Governance.Unit(target, "an ID mapping of the root complex of segment "
                            + function.domain() + " leads here", OptionalInt.of((int) out));
                }
            }
        }
        return new Governance.None(why);
    }

    @Override
    public List<ReservedRegion> reservedRegions(PciAddress function) {
        List<ReservedRegion> regions = new ArrayList<>();
        if (governing(function) instanceof Governance.Unit unit) {
            long stream = Integer.toUnsignedLong(unit.requesterId().orElse(function.requesterId()));
            for (Structure structure : table.structures()) {
                if (structure instanceof IortNode node && node.kind() == IortNode.Kind.RMR
                        && node.idMappings().stream().anyMatch(mapping -> covers(mapping, unit.unit(), stream))) {
                    node.memoryRanges().forEach(range -> regions.add(new ReservedRegion(node, range.baseAddress(),
                            range.baseAddress() + range.rangeLength() - 1, false,
                            "an RMR node names stream id 0x" + Long.toHexString(stream))));
                }
            }
        }
        return List.copyOf(regions);
    }

    private static boolean covers(IdMapping mapping, Structure unit, long stream) {
        long last = mapping.outputBase() + (mapping.single() ? 0 : mapping.numberOfIds());
        return mapping.outputReference() == unit.offset() && mapping.outputBase() <= stream && stream <= last;
    }

    private static long map(IdMapping mapping, int id) {
        if (mapping.single()) {
            return mapping.outputBase();
        }
        boolean inside = mapping.inputBase() <= id && id <= mapping.inputBase() + mapping.numberOfIds();
        return inside ? mapping.outputBase() + id - mapping.inputBase() & 0xffffffffL : -1;
    }

    private IortNode node(long offset) {
        for (Structure structure : table.structures()) {
            if (structure.offset() == offset && structure instanceof IortNode node) {
                return node;
            }
        }
        return null;
    }

    private static boolean isSmmu(IortNode node) {
        return node.kind() == IortNode.Kind.SMMU_V3 || node.kind() == IortNode.Kind.SMMU_V1_V2;
    }

    private static long number(IortNode node, String name) {
        for (Field field : node.body()) {
            if (field.name().equals(name) && field.value() instanceof Value.Hex hex) {
                return hex.bits();
            }
        }
        return -1;
    }
}
