package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes an IORT apart. Source: Arm DEN0049 E.e chapter 3. */
final class IortDecoder {
    private static final int HEADER = 48;
    private static final int NODE_HEADER = 16;

    private IortDecoder() {
    }

    static RemappingTable decode(AcpiTable table) {
        Bytes in = table.content();
        if (!in.has(0, HEADER)) {
            return new RemappingTable.Iort(table, in.has(36, 4) ? in.u32(36) : 0, in.has(40, 4) ? in.u32(40) : 0,
                    List.of(), List.of(new Problem(in.end(), "the table ends inside of its header of 48 bytes")));
        }
        long count = in.u32(36);
        long first = in.u32(40);
        List<Problem> frame = new ArrayList<>();
        List<Structure> nodes = new ArrayList<>();
        if (first < HEADER || first > in.end()) {
            frame.add(new Problem(40, "the nodes are said to begin at offset " + first + ", outside of the table"));
        } else {
            walk(in, (int) first, count, nodes);
            if (count == 0) {
                frame.add(new Problem(36, "the table has no nodes"));
            } else if (nodes.size() < count) {
                frame.add(new Problem(36, "the table claims " + count + " nodes, but holds " + nodes.size()));
            }
        }
        checkReferences(nodes, frame);
        return new RemappingTable.Iort(table, count, first, nodes, frame);
    }

    private static void walk(Bytes in, int first, long count, List<Structure> nodes) {
        int offset = first;
        while (nodes.size() < count && offset < in.end()) {
            Structure node = node(in, offset);
            nodes.add(node);
            if (node.length() == 0) {
                return;
            }
            offset += node.length();
        }
    }

    private static Structure node(Bytes in, int offset) {
        int left = in.end() - offset;
        if (left < NODE_HEADER) {
            return in.truncated("UNKNOWN", left > 0 ? in.u8(offset) : -1, offset, left >= 3 ? in.u16(offset + 1) : -1,
                    left, "the table ends inside of a node's header of " + NODE_HEADER + " bytes");
        }
        int type = in.u8(offset);
        int length = in.u16(offset + 1);
        IortNode.Kind kind = IortNode.Kind.of(type);
        if (length < NODE_HEADER) {
            return in.truncated(kind.name(), type, offset, length, left,
                    "a node's length is " + length + ", less than its header; nothing behind it can be read");
        }
        if (length > left) {
            return in.truncated(kind.name(), type, offset, length, left,
                    "a node of " + length + " bytes, but only " + left + " are left in the table");
        }
        if (length < NODE_HEADER + kind.bodyLength()) {
            return in.truncated(kind.name(), type, offset, length, length, "a node of kind " + kind + " needs "
                    + (NODE_HEADER + kind.bodyLength()) + " bytes, this one has " + length);
        }
        if (kind == IortNode.Kind.UNKNOWN) {
            return new UnknownStructure(type, offset, length, in.raw(offset + 3, length - 3));
        }
        List<Problem> problems = new ArrayList<>();
        int revision = in.u8(offset + 3);
        List<Field> body = IortBody.fields(in, kind, offset, length, revision, problems);
        List<IdMapping> mappings = mappings(in, offset, length, problems);
        List<IortNode.MemoryRange> ranges = kind == IortNode.Kind.RMR ? ranges(in, offset, length, problems)
                : List.of();
        return new IortNode(kind, type, offset, length, revision, in.u32(offset + 4), body, mappings, ranges,
                problems);
    }

    private static List<IdMapping> mappings(Bytes in, int offset, int length, List<Problem> problems) {
        List<IdMapping> mappings = new ArrayList<>();
        long count = in.u32(offset + 8);
        long reference = in.u32(offset + 12);
        for (long i = 0; i < count; i++) {
            long at = reference + i * IdMapping.LENGTH;
            if (at < NODE_HEADER || at + IdMapping.LENGTH > length) {
                problems.add(new Problem(offset + 8, "ID mapping " + i + " of " + count
                        + " lies outside of its node"));
                break;
            }
            int start = offset + (int) at;
            mappings.add(new IdMapping(start, in.u32(start), in.u32(start + 4), in.u32(start + 8),
                    in.u32(start + 12), in.u32(start + 16)));
        }
        return mappings;
    }

    private static List<IortNode.MemoryRange> ranges(Bytes in, int offset, int length, List<Problem> problems) {
        List<IortNode.MemoryRange> ranges = new ArrayList<>();
        long count = in.u32(offset + 20);
        long reference = in.u32(offset + 24);
        for (long i = 0; i < count; i++) {
            long at = reference + i * IortNode.MemoryRange.LENGTH;
            if (at < NODE_HEADER || at + IortNode.MemoryRange.LENGTH > length) {
                problems.add(new Problem(offset + 20, "memory range " + i + " of " + count
                        + " lies outside of its node"));
                break;
            }
            int start = offset + (int) at;
            ranges.add(new IortNode.MemoryRange(start, in.u64(start), in.u64(start + 8)));
        }
        return ranges;
    }

    private static void checkReferences(List<Structure> nodes, List<Problem> problems) {
        Set<Long> starts = new HashSet<>();
        nodes.forEach(node -> starts.add((long) node.offset()));
        for (Structure node : nodes) {
            if (node instanceof IortNode known) {
                for (IdMapping mapping : known.idMappings()) {
                    if (!starts.contains(mapping.outputReference())) {
                        problems.add(new Problem(mapping.offset() + 12,
                                "an ID mapping leads to offset " + mapping.outputReference() + ", where no node is"));
                    }
                }
            }
        }
    }
}
