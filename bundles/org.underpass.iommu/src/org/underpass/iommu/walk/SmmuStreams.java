package org.underpass.iommu.walk;

import java.util.OptionalInt;

/** Finds out from stream table and context descriptors how a stream's DMA is treated. */
final class SmmuStreams {
    private static final int BOTH = Permissions.READ | Permissions.WRITE;
    private static final long ADDRESS = 0x000f_ffff_ffff_ffffL;
    private static final int WORDS = 8;

    private final PhysicalMemory memory;
    private final SmmuRegisters registers;

    SmmuStreams(PhysicalMemory memory, SmmuRegisters registers) {
        this.memory = memory;
        this.registers = registers;
    }

    Route route(Request request, Trail trail) {
        long stream = Integer.toUnsignedLong(request.requesterId());
        int bits = registers.sizeBits();
        if (bits < 32 && stream >>> bits != 0) {
            return SmmuEvent.C_BAD_STREAMID.route(trail);
        }
        long table = registers.streamTableAddress();
        long index = stream;
        if (registers.twoLevels()) {
            int split = registers.splitBits();
            Trail.Entry first = trail.read(memory, "stream-l1", table + (stream >>> split) * 8, 1);
            if (first == null) {
                return SmmuEvent.F_STE_FETCH.route(trail);
            }
            int span = (int) first.bits(0, 4, 0);
            index = stream & (1L << split) - 1;
            if (span == 0 || index >>> span - 1 != 0) {
                return SmmuEvent.C_BAD_STREAMID.route(trail);
            }
            table = first.word(0) & ADDRESS & -1L << Math.max(6, span + 5);
        }
        Trail.Entry entry = trail.read(memory, "stream", table + index * 64, WORDS);
        return entry == null ? SmmuEvent.F_STE_FETCH.route(trail) : entry(entry, request, trail);
    }

    private Route entry(Trail.Entry entry, Request request, Trail trail) {
        if (!entry.bit(0)) {
            return SmmuEvent.C_BAD_STE.route(trail);
        }
        int config = (int) entry.bits(0, 3, 1);
        if (config < 4) {
            return new Route.Ended(new Translation.Blocked(OptionalInt.empty(), "",
                    "the stream table entry blocks all of the device's DMA", trail.steps()));
        }
        boolean first = (config & 1) != 0;
        Stage second = null;
        if ((config & 2) != 0) {
            second = secondStage(entry, trail);
            if (second == null) {
                return new Route.Ended(trail.end());
            }
        }
        if (!first) {
            return request.pasid().isPresent() ? SmmuEvent.C_BAD_SUBSTREAMID.route(trail) : behind(second);
        }
        return contexts(entry, request, second, trail);
    }

    private static Route behind(Stage second) {
        return second == null ? new Route.Identity(BOTH) : new Route.Through(second, BOTH);
    }

    /** The stage; null where its description is wrong, the trail then has the reason. */
    private Stage secondStage(Trail.Entry entry, Trail trail) {
        if (!entry.bit(2 * 64 + 51)) {
            return trail.stop(new Translation.NotSupported("stage 2 has AArch32 tables", trail.steps()));
        }
        int granule = granule((int) entry.bits(2, 47, 46));
        int bits = 64 - (int) entry.bits(2, 37, 32);
        int start = (int) entry.bits(2, 39, 38);
        int top = granule == 12 ? start + 2 : start + 1;
        int first = granule + (granule - 3) * (top - 1);
        int index = bits - first;
        if (granule == 0 || start == 3 || bits > 52 || index < 1 || index > granule - 3 + 4) {
            return trail.stop(SmmuEvent.C_BAD_STE.blocked(trail.steps()));
        }
        boolean faults = !entry.bit(2 * 64 + 53) && !entry.bit(2 * 64 + 56);
        ArmFormat format = new ArmFormat(new ArmFormat.Shape(true, granule, bits, outputBits((int) entry.bits(2, 50,
                48)), top, false, false, faults, true, true));
        return new Stage(memory, format, aligned(entry.word(3) & ADDRESS & ~0xfL, format), null);
    }

    private Route contexts(Trail.Entry entry, Request request, Stage second, Trail trail) {
        int log = (int) entry.bits(0, 63, 59);
        int substream = request.pasid().orElse(0);
        if (request.pasid().isPresent()) {
            if (log == 0 || substream < 0 || substream >>> log != 0) {
                return SmmuEvent.C_BAD_SUBSTREAMID.route(trail);
            }
        } else if (log != 0) {
            int without = (int) entry.bits(1, 1, 0);
            if (without == 0) {
                return SmmuEvent.F_STREAM_DISABLED.route(trail);
            }
            if (without == 1) {
                return behind(second);
            }
        }
        if (request.pasid().isPresent() && substream == 0 && entry.bits(1, 1, 0) == 2) {
            return SmmuEvent.C_BAD_SUBSTREAMID.route(trail);
        }
        long table = entry.word(0) & ADDRESS & ~0x3fL;
        int format = (int) entry.bits(0, 5, 4);
        int index = substream;
        if (log != 0 && format != 0) {
            int leafBits = format == 1 ? 6 : 10;
            Trail.Entry first = read("cd-l1", table + (substream >>> leafBits) * 8L, 1, second, trail);
            if (first == null) {
                return fetchFault(trail);
            }
            if (!first.bit(0)) {
                return SmmuEvent.C_BAD_SUBSTREAMID.route(trail);
            }
            table = first.word(0) & ADDRESS & ~0xfffL;
            index = substream & (1 << leafBits) - 1;
        }
        Trail.Entry context = read("cd", table + index * 64L, WORDS, second, trail);
        return context == null ? fetchFault(trail) : context(entry, context, request.iova(), second, trail);
    }

    private static Route fetchFault(Trail trail) {
        return trail.end() != null ? new Route.Ended(trail.end()) : SmmuEvent.F_CD_FETCH.route(trail);
    }

    private Trail.Entry read(String name, long address, int words, Stage second, Trail trail) {
        long at = address;
        if (second != null) {
            Stage.Leaf leaf = second.resolve(address, Access.READ, trail);
            if (leaf == null) {
                return null;
            }
            at = leaf.address();
        }
        return trail.read(memory, name, at, words);
    }

    private Route context(Trail.Entry stream, Trail.Entry context, long iova, Stage second, Trail trail) {
        if (!context.bit(31)) {
            return SmmuEvent.C_BAD_CD.route(trail);
        }
        if (!context.bit(41)) {
            return new Route.Ended(new Translation.NotSupported("stage 1 has AArch32 tables", trail.steps()));
        }
        boolean upper = (iova >>> 55 & 1) != 0;
        if (context.bit(upper ? 30 : 14)) {
            return SmmuEvent.F_TRANSLATION.route(trail);
        }
        int granule = upper ? upperGranule((int) context.bits(0, 23, 22)) : granule((int) context.bits(0, 7, 6));
        int bits = 64 - (int) (upper ? context.bits(0, 21, 16) : context.bits(0, 5, 0));
        if (granule == 0 || bits < 25 || bits > (granule == 16 ? 52 : 48)) {
            return SmmuEvent.C_BAD_CD.route(trail);
        }
        boolean faults = !context.bit(35) && !context.bit(43);
        boolean oneLevel = stream.bits(1, 31, 30) != 0;
        ArmFormat format = new ArmFormat(new ArmFormat.Shape(false, granule, bits,
                outputBits((int) context.bits(0, 34, 32)), ArmFormat.levels(granule, bits), upper,
                context.bit(upper ? 39 : 38), faults, stream.bits(1, 49, 48) == 3, oneLevel));
        long table = context.word(upper ? 2 : 1) & ADDRESS & ~0xfL;
        return new Route.Through(new Stage(memory, format, aligned(table, format), second), BOTH);
    }

    /** A table is aligned to its size, and to 64 bytes at least: lower bits of the pointer have other uses. */
    private static long aligned(long table, ArmFormat format) {
        return table & -Math.max(64L, format.entries(format.top()) * 8L);
    }

    private static int granule(int code) {
        return switch (code) {
            case 0 -> 12;
            case 1 -> 16;
            case 2 -> 14;
            default -> 0;
        };
    }

    private static int upperGranule(int code) {
        return switch (code) {
            case 1 -> 14;
            case 2 -> 12;
            case 3 -> 16;
            default -> 0;
        };
    }

    private static int outputBits(int code) {
        return switch (code) {
            case 0 -> 32;
            case 1 -> 36;
            case 2 -> 40;
            case 3 -> 42;
            case 4 -> 44;
            case 5 -> 48;
            default -> 52;
        };
    }
}
