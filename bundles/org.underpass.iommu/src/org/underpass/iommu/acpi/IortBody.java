package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** The fields of IORT nodes by kind. Source: Arm DEN0049 E.e sections 3.1.1.1 to 3.1.1.7. */
final class IortBody {
    private IortBody() {
    }

    /** The caller has made sure that the kind's fixed part is there. */
    static List<Field> fields(Bytes in, IortNode.Kind kind, int offset, int length, int revision,
            List<Problem> problems) {
        Reader r = new Reader(in, offset, length);
        switch (kind) {
            case ITS_GROUP -> itsGroup(r, problems);
            case NAMED_COMPONENT -> {
                r.hex("nodeFlags", 16, 4).bits(16, "stallSupported").hex("memoryAccessProperties", 20, 8)
                        .count("deviceMemoryAddressSizeLimit", 28, 1);
                r.out.text("deviceObjectName", in.text(offset + 29, nameLength(r)), 29, nameLength(r));
            }
            case ROOT_COMPLEX -> {
                r.hex("memoryAccessProperties", 16, 8).hex("atsAttribute", 24, 4).bits(24, "atsSupported",
                        "priSupported")
                        .hex("pciSegmentNumber", 28, 4);
                if (revision >= 1 && length >= 33) {
                    r.count("memoryAddressSizeLimit", 32, 1);
                }
                if (revision >= 3 && length >= 35) {
                    r.hex("pasidCapabilities", 33, 2);
                }
                if (revision >= 4 && length >= 40) {
                    r.hex("flags", 36, 4).bits(36, "pasidSupported");
                }
            }
            case SMMU_V1_V2 -> smmu(r, problems);
            case SMMU_V3 -> {
                r.hex("baseAddress", 16, 8).hex("flags", 24, 4).bits(24, "cohaccOverride");
                r.out.count("httuOverride", in.u32(offset + 24) >> 1 & 3, 24, 0)
                        .bits(in.u32(offset + 24) >> 3, 24, "proximityDomainValid", "deviceIdMappingIndexValid");
                r.hex("vatosAddress", 32, 8).count("model", 40, 4).hex("event", 44, 4).hex("pri", 48, 4)
                        .hex("gerr", 52, 4).hex("sync", 56, 4);
                if (length >= 64) {
                    r.count("proximityDomain", 60, 4);
                }
                if (length >= 68) {
                    r.count("deviceIdMappingIndex", 64, 4);
                }
            }
            case PMCG -> {
                r.hex("page0BaseAddress", 16, 8).hex("overflowInterruptGsiv", 24, 4).hex("nodeReference", 28, 4);
                if (length >= 40) {
                    r.hex("page1BaseAddress", 32, 8);
                }
            }
            case RMR -> r.hex("flags", 16, 4).bits(16, "remappingPermitted", "accessPrivilege")
                    .count("numberOfMemoryRangeDescriptors", 20, 4)
                    .hex("referenceToMemoryRangeDescriptors", 24, 4);
            case UNKNOWN -> {
            }
        }
        return r.out.done();
    }

    private static void itsGroup(Reader r, List<Problem> problems) {
        long count = r.in.u32(r.offset + 16);
        r.count("numberOfItss", 16, 4);
        List<String> identifiers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long at = 20 + i * 4;
            if (at + 4 > r.length) {
                problems.add(new Problem(r.offset + 16, "the node claims " + count + " ITS identifiers, but holds "
                        + identifiers.size()));
                break;
            }
            identifiers.add("0x" + Long.toHexString(r.in.u32(r.offset + (int) at)));
        }
        r.out.many("gicItsIdentifierArray", identifiers, 20, identifiers.size() * 4);
    }

    private static void smmu(Reader r, List<Problem> problems) {
        r.hex("baseAddress", 16, 8).hex("span", 24, 8).count("model", 32, 4).hex("flags", 36, 4)
                .bits(36, "dvmSupported", "coherentTableWalk").hex("referenceToGlobalInterruptArray", 40, 4)
                .count("numberOfContextInterrupts", 44, 4).hex("referenceToContextInterruptArray", 48, 4)
                .count("numberOfPmuInterrupts", 52, 4).hex("referenceToPmuInterruptArray", 56, 4);
        long global = r.in.u32(r.offset + 40);
        if (global >= 60 && global + 16 <= r.length) {
            int at = (int) global;
            r.hex("smmuNsgIrptGsiv", at, 4).hex("smmuNsgIrptInterruptFlags", at + 4, 4)
                    .hex("smmuNsgCfgIrptGsiv", at + 8, 4).hex("smmuNsgCfgIrptInterruptFlags", at + 12, 4);
        } else {
            problems.add(new Problem(r.offset + 40, "the global interrupt array lies outside of its node"));
        }
        interrupts(r, "contextInterrupts", r.in.u32(r.offset + 44), r.in.u32(r.offset + 48), problems);
        interrupts(r, "pmuInterrupts", r.in.u32(r.offset + 52), r.in.u32(r.offset + 56), problems);
    }

    /** An interrupt is a GSIV of 4 bytes and 4 bytes of flags; shown as one 8-byte number each. */
    private static void interrupts(Reader r, String name, long count, long reference, List<Problem> problems) {
        List<String> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long at = reference + i * 8;
            if (at < 16 || at + 8 > r.length) {
                problems.add(new Problem(r.offset + 44, name + ": entry " + i + " of " + count
                        + " lies outside of its node"));
                break;
            }
            values.add("0x" + Long.toHexString(r.in.u64(r.offset + (int) at)));
        }
        if (!values.isEmpty()) {
            r.out.many(name, values, (int) reference, values.size() * 8);
        }
    }

    /** The name goes up to its NUL, at most to the ID mappings or the node's end. */
    private static int nameLength(Reader r) {
        long end = r.length;
        long mappings = r.in.u32(r.offset + 12);
        if (r.in.u32(r.offset + 8) > 0 && mappings > 29 && mappings < end) {
            end = mappings;
        }
        int size = 0;
        while (29 + size < end && r.in.u8(r.offset + 29 + size) != 0) {
            size++;
        }
        return size;
    }

    /** Reads and names a field in one go; offsets are the node's. */
    private static final class Reader {
        private final Bytes in;
        private final int offset;
        private final int length;
        private final Fields out;

        Reader(Bytes in, int offset, int length) {
            this.in = in;
            this.offset = offset;
            this.length = length;
            this.out = Fields.at(offset);
        }

        private long read(int at, int size) {
            return switch (size) {
                case 1 -> in.u8(offset + at);
                case 2 -> in.u16(offset + at);
                case 4 -> in.u32(offset + at);
                default -> in.u64(offset + at);
            };
        }

        Reader hex(String name, int at, int size) {
            out.hex(name, read(at, size), at, size);
            return this;
        }

        Reader count(String name, int at, int size) {
            out.count(name, read(at, size), at, size);
            return this;
        }

        Reader bits(int at, String... names) {
            out.bits(in.u32(offset + at), at, names);
            return this;
        }
    }
}
