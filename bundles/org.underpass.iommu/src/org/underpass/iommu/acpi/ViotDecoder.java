package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** Takes a VIOT apart. Source: ACPI 6.5 section 5.2.34. */
final class ViotDecoder {
    private static final int HEADER = 48;
    private static final String[] NAMES = {"UNKNOWN", "PCI_RANGE", "MMIO_ENDPOINT", "VIRTIO_PCI_IOMMU",
            "VIRTIO_MMIO_IOMMU"};
    private static final int[] FIXED = {4, 24, 24, 16, 16};

    private ViotDecoder() {
    }

    static RemappingTable decode(AcpiTable table) {
        Bytes in = table.content();
        if (!in.has(0, HEADER)) {
            return new RemappingTable.Viot(table, in.has(36, 2) ? in.u16(36) : 0, in.has(38, 2) ? in.u16(38) : 0,
                    List.of(), List.of(new Problem(in.end(), "the table ends inside of its header of 48 bytes")));
        }
        int count = in.u16(36);
        int first = in.u16(38);
        List<Problem> frame = new ArrayList<>();
        List<Structure> nodes = new ArrayList<>();
        if (first < HEADER || first > in.end()) {
            frame.add(new Problem(38, "the nodes are said to begin at offset " + first + ", outside of the table"));
        } else {
            int offset = first;
            while (nodes.size() < count && offset < in.end()) {
                Structure node = node(in, offset);
                nodes.add(node);
                if (node.length() == 0) {
                    break;
                }
                offset += node.length();
            }
            if (nodes.size() < count) {
                frame.add(new Problem(36, "the table claims " + count + " nodes, but holds " + nodes.size()));
            }
        }
        return new RemappingTable.Viot(table, count, first, nodes, frame);
    }

    private static Structure node(Bytes in, int offset) {
        int left = in.end() - offset;
        if (left < 4) {
            return in.truncated("UNKNOWN", -1, offset, -1, left, "the table ends inside of a node's header");
        }
        int type = in.u8(offset);
        int length = in.u16(offset + 2);
        boolean known = type > 0 && type < NAMES.length;
        String name = known ? NAMES[type] : "UNKNOWN";
        if (length < 4) {
            return in.truncated(name, type, offset, length, left,
                    "a node's length is " + length + ", less than its header; nothing behind it can be read");
        }
        if (length > left) {
            return in.truncated(name, type, offset, length, left,
                    "a node of " + length + " bytes, but only " + left + " are left in the table");
        }
        if (!known) {
            return new UnknownStructure(type, offset, length, in.raw(offset + 4, length - 4));
        }
        if (length < FIXED[type]) {
            return in.truncated(name, type, offset, length, length, "a node of kind " + name + " needs "
                    + FIXED[type] + " bytes, this one has " + length);
        }
        List<Problem> problems = new ArrayList<>();
        if (type <= 2 && in.u16(offset + 16) >= in.end()) {
            problems.add(new Problem(offset + 16, "the output node lies outside of the table"));
        }
        return switch (type) {
            case 1 -> {
                if (in.u16(offset + 14) < in.u16(offset + 12)) {
                    problems.add(new Problem(offset + 14, "the range of functions ends before it starts"));
                }
                yield new ViotNode.PciRange(offset, length, in.u32(offset + 4), in.u16(offset + 8),
                        in.u16(offset + 10), in.u16(offset + 12), in.u16(offset + 14), in.u16(offset + 16), problems);
            }
            case 2 -> new ViotNode.MmioEndpoint(offset, length, in.u32(offset + 4), in.u64(offset + 8),
                    in.u16(offset + 16), problems);
            case 3 -> new ViotNode.VirtioPciIommu(offset, length, in.u16(offset + 4), in.u16(offset + 6));
            default -> new ViotNode.VirtioMmioIommu(offset, length, in.u64(offset + 8));
        };
    }
}
