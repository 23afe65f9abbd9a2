package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** Takes a DMAR table apart. Source: VT-d 4.1 chapter 8. */
final class DmarDecoder {
    static final int FIRST_STRUCTURE = 48;
    private static final String[] NAMES = {"DRHD", "RMRR", "ATSR", "RHSA", "ANDD", "SATC", "SIDP"};
    private static final int[] FIXED = {16, 24, 8, 20, 8, 8, 8};

    private DmarDecoder() {
    }

    static RemappingTable decode(AcpiTable table) {
        Bytes in = table.content();
        if (!in.has(0, FIRST_STRUCTURE)) {
            return new RemappingTable.Dmar(table, 0, 0, List.of(), List.of(new Problem(in.end(),
                    "the table ends before its first structure, at offset " + FIRST_STRUCTURE)));
        }
        List<Structure> structures = new ArrayList<>();
        int offset = FIRST_STRUCTURE;
        while (offset < in.end()) {
            Structure next = structure(in, offset);
            structures.add(next);
            if (next.length() == 0) {
                break;
            }
            offset += next.length();
        }
        return new RemappingTable.Dmar(table, in.u8(36), in.u8(37), structures, List.of());
    }

    private static Structure structure(Bytes in, int offset) {
        int left = in.end() - offset;
        if (left < 4) {
            return in.truncated("UNKNOWN", -1, offset, -1, left, "the table ends inside of a structure's header");
        }
        int type = in.u16(offset);
        int length = in.u16(offset + 2);
        String name = type < NAMES.length ? NAMES[type] : "UNKNOWN";
        if (length < 4) {
            return in.truncated(name, type, offset, length, left,
                    "a structure's length is " + length + ", less than its header; nothing behind it can be read");
        }
        if (length > left) {
            return in.truncated(name, type, offset, length, left,
                    "a structure of " + length + " bytes, but only " + left + " are left in the table");
        }
        if (type >= NAMES.length) {
            return new UnknownStructure(type, offset, length, in.raw(offset + 4, length - 4));
        }
        if (length < FIXED[type]) {
            return in.truncated(name, type, offset, length, length,
                    "a " + name + " needs " + FIXED[type] + " bytes, this one has " + length);
        }
        return known(in, type, offset, length);
    }

    private static Structure known(Bytes in, int type, int offset, int length) {
        List<Problem> problems = new ArrayList<>();
        List<DeviceScope> scopes = type == 3 || type == 4 ? List.of()
                : scopes(in, offset + FIXED[type], offset + length, problems);
        int flags = in.u8(offset + 4);
        int segment = in.u16(offset + 6);
        return switch (type) {
            case 0 -> new DmarStructure.Drhd(offset, length, flags, in.u8(offset + 5), segment, in.u64(offset + 8),
                    scopes, problems);
            case 1 -> {
                long base = in.u64(offset + 8);
                long limit = in.u64(offset + 16);
                if (Long.compareUnsigned(limit, base) < 0) {
                    problems.add(new Problem(offset + 16, "the region's limit lies below its base"));
                }
                yield new DmarStructure.Rmrr(offset, length, segment, base, limit, scopes, problems);
            }
            case 2 -> new DmarStructure.Atsr(offset, length, flags, segment, scopes, problems);
            case 3 -> new DmarStructure.Rhsa(offset, length, in.u64(offset + 8), in.u32(offset + 16), problems);
            case 4 -> new DmarStructure.Andd(offset, length, in.u8(offset + 7), in.text(offset + 8, length - 8),
                    problems);
            case 5 -> new DmarStructure.Satc(offset, length, flags, segment, scopes, problems);
            default -> new DmarStructure.Sidp(offset, length, segment, scopes, problems);
        };
    }

    private static List<DeviceScope> scopes(Bytes in, int start, int end, List<Problem> problems) {
        List<DeviceScope> scopes = new ArrayList<>();
        int offset = start;
        while (offset < end) {
            int left = end - offset;
            int length = left < 6 ? 0 : in.u8(offset + 1);
            if (length < 6 || length > left) {
                problems.add(new Problem(offset, left < 6 ? left + " bytes left over, too few for a device scope"
                        : "a device scope claims " + length + " bytes; it needs at least 6, and " + left
                        + " are left"));
                break;
            }
            if (length % 2 != 0 || length == 6) {
                problems.add(new Problem(offset + 1, length == 6 ? "a device scope without a path"
                        : "a device scope of odd length " + length + ": half a step of its path is missing"));
            }
            List<DeviceScope.Step> path = new ArrayList<>();
            for (int step = offset + 6; step + 1 < offset + length; step += 2) {
                path.add(new DeviceScope.Step(in.u8(step), in.u8(step + 1)));
            }
            scopes.add(new DeviceScope(offset, length, in.u8(offset), in.u8(offset + 2), in.u8(offset + 4),
                    in.u8(offset + 5), path));
            offset += length;
        }
        return scopes;
    }
}
