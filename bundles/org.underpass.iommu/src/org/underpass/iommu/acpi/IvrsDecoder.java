package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** Takes an IVRS table apart. Source: AMD IOMMU specification 3.08 section 5.2. */
final class IvrsDecoder {
    private static final int FIRST_BLOCK = 48;

    private IvrsDecoder() {
    }

    static RemappingTable decode(AcpiTable table) {
        Bytes in = table.content();
        if (!in.has(0, FIRST_BLOCK)) {
            return new RemappingTable.Ivrs(table, in.has(36, 4) ? in.u32(36) : 0, List.of(), List.of(
                    new Problem(in.end(), "the table ends before its first block, at offset " + FIRST_BLOCK)));
        }
        List<Structure> blocks = new ArrayList<>();
        int offset = FIRST_BLOCK;
        while (offset < in.end()) {
            Structure next = block(in, offset);
            blocks.add(next);
            if (next.length() == 0) {
                break;
            }
            offset += next.length();
        }
        return new RemappingTable.Ivrs(table, in.u32(36), blocks, List.of());
    }

    private static Structure block(Bytes in, int offset) {
        int left = in.end() - offset;
        if (left < 4) {
            return in.truncated("UNKNOWN", -1, offset, -1, left, "the table ends inside of a block's header");
        }
        int type = in.u8(offset);
        int length = in.u16(offset + 2);
        String name = switch (type) {
            case 0x10, 0x11, 0x40 -> "IVHD";
            case 0x20, 0x21, 0x22 -> "IVMD";
            default -> "UNKNOWN";
        };
        if (length < 4) {
            return in.truncated(name, type, offset, length, left,
                    "a block's length is " + length + ", less than its header; nothing behind it can be read");
        }
        if (length > left) {
            return in.truncated(name, type, offset, length, left,
                    "a block of " + length + " bytes, but only " + left + " are left in the table");
        }
        int fixed = switch (type) {
            case 0x10 -> 24;
            case 0x11, 0x40 -> 40;
            case 0x20, 0x21, 0x22 -> 32;
            default -> 4;
        };
        if (length < fixed) {
            return in.truncated(name, type, offset, length, length, "an " + name + " of type "
                    + Integer.toHexString(type) + "h needs " + fixed + " bytes, this one has " + length);
        }
        return switch (name) {
            case "IVHD" -> ivhd(in, type, offset, length, fixed);
            case "IVMD" -> ivmd(in, type, offset, length);
            default -> new UnknownStructure(type, offset, length, in.raw(offset + 4, length - 4));
        };
    }

    private static Structure ivhd(Bytes in, int type, int offset, int length, int fixed) {
        List<Problem> problems = new ArrayList<>();
        List<IvhdEntry> entries = new ArrayList<>();
        boolean rangeOpen = false;
        int at = offset + fixed;
        while (at < offset + length) {
            IvhdEntry entry = entry(in, at, offset + length);
            entries.add(entry);
            switch (entry.typeCode()) {
                case 0x03, 0x43, 0x47 -> {
                    if (rangeOpen) {
                        problems.add(new Problem(at, "a range starts before the one before it has ended"));
                    }
                    rangeOpen = true;
                }
                case 0x04 -> {
                    if (!rangeOpen) {
                        problems.add(new Problem(at, "a range ends that has not started"));
                    }
                    rangeOpen = false;
                }
                default -> {
                }
            }
            if (entry instanceof IvhdEntry.Truncated cut) {
                problems.add(new Problem(at, cut.reason()));
                break;
            }
            if (entry instanceof IvhdEntry.Reserved) {
                problems.add(new Problem(at, "device entry of reserved type "
                        + Integer.toHexString(entry.typeCode()) + "h"));
            }
            at += entry.length();
        }
        if (rangeOpen) {
            problems.add(new Problem(offset + length, "the last range of the block has no end"));
        }
        boolean extended = type != 0x10;
        return new IvrsStructure.Ivhd(type, offset, length, in.u8(offset + 1), in.u16(offset + 4), in.u16(offset + 6),
                in.u64(offset + 8), in.u16(offset + 16), in.u16(offset + 18), in.u32(offset + 20),
                extended ? in.u64(offset + 24) : 0, extended ? in.u64(offset + 32) : 0, entries, problems);
    }

    private static Structure ivmd(Bytes in, int type, int offset, int length) {
        List<Problem> problems = new ArrayList<>();
        IvrsStructure.Ivmd block = new IvrsStructure.Ivmd(type, offset, length, in.u8(offset + 1), in.u16(offset + 4),
                in.u16(offset + 6), in.u16(offset + 8), in.u64(offset + 16), in.u64(offset + 24), List.of());
        if (type == 0x22 && block.lastDeviceId() < block.firstDeviceId()) {
            problems.add(new Problem(offset + 6, "the range of devices ends before it starts"));
        }
        return problems.isEmpty() ? block : new IvrsStructure.Ivmd(type, offset, length, block.flags(),
                block.deviceId(), block.auxiliaryData(), block.pciSegmentGroup(), block.startAddress(),
                block.memoryBlockLength(), problems);
    }

    private static IvhdEntry entry(Bytes in, int offset, int end) {
        int type = in.u8(offset);
        int left = end - offset;
        int length = entryLength(in, type, offset, left);
        if (length > left) {
            return new IvhdEntry.Truncated(type, offset, left, in.raw(offset, left), "a device entry of type "
                    + Integer.toHexString(type) + "h needs " + length + " bytes, but the block has " + left + " left");
        }
        if (type == 0x00 || type == 0x40) {
            return new IvhdEntry.Padding(type, offset, length, in.raw(offset + 1, length - 1));
        }
        int device = in.u16(offset + 1);
        int dte = in.u8(offset + 3);
        return switch (type) {
            case 0x01, 0x02, 0x03, 0x04 -> new IvhdEntry.Device(type, offset, device, dte);
            case 0x42, 0x43 -> new IvhdEntry.Alias(type, offset, device, dte, in.u16(offset + 5));
            case 0x46, 0x47 -> new IvhdEntry.Extended(type, offset, device, dte, in.u32(offset + 4));
            case 0x48 -> new IvhdEntry.Special(offset, device, dte, in.u8(offset + 4), in.u16(offset + 5),
                    in.u8(offset + 7));
            case 0xf0 -> acpiHid(in, offset, length, device, dte);
            default -> new IvhdEntry.Reserved(type, offset, length, in.raw(offset + 1, length - 1));
        };
    }

    /** The two upper bits of the type give the length; from F0h on a byte in the entry does. Section 5.2.2.4. */
    private static int entryLength(Bytes in, int type, int offset, int left) {
        if (type >= 0xf0) {
            return left < 22 ? 22 : 22 + in.u8(offset + 21);
        }
        return 4 << (type >> 6);
    }

    private static IvhdEntry acpiHid(Bytes in, int offset, int length, int device, int dte) {
        int format = in.u8(offset + 20);
        int uidLength = in.u8(offset + 21);
        String uid = switch (format) {
            case 1 -> uidLength >= 8 ? Long.toUnsignedString(in.u64(offset + 22)) : "";
            case 2 -> in.text(offset + 22, uidLength);
            default -> "";
        };
        return new IvhdEntry.AcpiHid(offset, length, device, dte, in.text(offset + 4, 8), in.text(offset + 12, 8),
                format, uidLength, uid);
    }
}
