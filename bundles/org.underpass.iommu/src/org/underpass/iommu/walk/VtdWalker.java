package org.underpass.iommu.walk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.iommu.fault.IntelReasons;

/**
 * Walks the tables of one VT-d unit in legacy mode: root table, context table, second-level page tables.
 *
 * <p>Holds no state between calls; as thread-safe as the memory is.
 */
public final class VtdWalker {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final long FIRST_INTERRUPT = 0xfee00000L;
    private static final long LAST_INTERRUPT = 0xfeefffffL;

    private final PhysicalMemory memory;
    private final VtdRegisters registers;

    public VtdWalker(PhysicalMemory memory, VtdRegisters registers) {
        this.memory = Objects.requireNonNull(memory);
        this.registers = Objects.requireNonNull(registers);
    }

    /** Kinds of access. */
    public enum Access {
        READ, WRITE,
        /** Whichever is allowed: blocked only where neither is. */
        ANY
    }

    /** How a requester's DMA is treated, before any page table. */
    public sealed interface Context {

        /**
         * Through page tables.
         *
         * @param domain the domain id of the context entry
         * @param levels 2 to 5
         * @param pageTable physical address of the topmost table
         */
        record Tables(int domain, int levels, long pageTable, List<WalkStep> walk) implements Context {
        }

        /** In another way: passed through, blocked, or not supported, whatever the address below the limit. */
        record Other(Translation outcome) implements Context {
        }
    }

    /**
     * Follows one address.
     *
     * @param requesterId bus, device and function in 16 bits
     * @param iova the address as the device puts it out, unsigned
     */
    public Translation translate(int requesterId, long iova, Access access) {
        if (!registers.translationOn()) {
            return new Translation.PassedThrough(iova, List.of());
        }
        if (FIRST_INTERRUPT <= iova && iova <= LAST_INTERRUPT) {
            return new Translation.Interrupt(iova, List.of());
        }
        return switch (context(requesterId)) {
            case Context.Other other -> other.outcome() instanceof Translation.PassedThrough passed
                    ? new Translation.PassedThrough(iova, passed.walk()) : other.outcome();
            case Context.Tables tables -> pages(tables, iova, access);
        };
    }

    /** Reads root and context entry of a requester. */
    public Context context(int requesterId) {
        List<WalkStep> walk = new ArrayList<>();
        switch (registers.mode()) {
            case LEGACY -> {
            }
            case ABORT -> {
                return new Context.Other(new Translation.Blocked(OptionalInt.empty(),
                        "the unit blocks all DMA (abort mode)", walk));
            }
            default -> {
                return new Context.Other(new Translation.NotSupported(
                        "the root table is in " + registers.mode().name().toLowerCase() + " mode", walk));
            }
        }
        WalkStep root = entry("root", registers.rootTableAddress() + (requesterId >> 8 & 0xff) * 16L);
        if (root == null) {
            return blocked(0x08, walk);
        }
        walk.add(root);
        if ((root.entry() & 1) == 0) {
            return blocked(0x01, walk);
        }
        if ((root.entry() & 0xffe) != 0 || root.upper() != 0) {
            return blocked(0x0a, walk);
        }
        WalkStep context = entry("context", (root.entry() & ADDRESS) + (requesterId & 0xff) * 16L);
        if (context == null) {
            return blocked(0x09, walk);
        }
        walk.add(context);
        if ((context.entry() & 1) == 0) {
            return blocked(0x02, walk);
        }
        if ((context.entry() & 0xff0) != 0 || (context.upper() & 0xffff_ffff_ff00_0080L) != 0) {
            return blocked(0x0b, walk);
        }
        int type = (int) (context.entry() >> 2 & 3);
        int levels = (int) (context.upper() & 7) + 2;
        boolean allowed = type == 0 || type == 1 && registers.supportsDeviceTlb()
                || type == 2 && registers.supportsPassThrough();
        if (!allowed || !registers.supportsLevels(levels)) {
            return blocked(0x03, walk);
        }
        if (type == 2) {
            return new Context.Other(new Translation.PassedThrough(0, walk));
        }
        return new Context.Tables((int) (context.upper() >> 8 & 0xffff), levels, context.entry() & ADDRESS, walk);
    }

    /**
     * Visits all mappings of a requester; nothing for one that has no page tables.
     *
     * @param maxTables how many page tables to read at most: bounds the time on tables that refer to each other. 64 GiB
     *     in pages of 4 KiB take 32833
     * @return whether all was visited: false when the visitor stopped, the limit was reached, or a table is not shown
     */
    public boolean mappings(int requesterId, long maxTables, MappingVisitor visitor) {
        if (!registers.translationOn() || !(context(requesterId) instanceof Context.Tables tables)) {
            return true;
        }
        RangeMerger merger = new RangeMerger(visitor, maxTables);
        boolean complete = visit(tables.pageTable(), tables.levels(), 0, Permissions.ALL, merger);
        return merger.end() && complete;
    }

    private Translation pages(Context.Tables tables, long iova, Access access) {
        List<WalkStep> walk = new ArrayList<>(tables.walk());
        int bits = Math.min(registers.addressBits(), 12 + 9 * tables.levels());
        if (bits < 64 && iova >>> bits != 0) {
            return fault(0x04, walk);
        }
        Permissions allowed = Permissions.ALL;
        long table = tables.pageTable();
        for (int level = tables.levels(); level >= 1; level--) {
            int shift = 12 + 9 * (level - 1);
            int at = (int) (iova >>> shift & 0x1ff) * 8;
            Optional<ByteBuffer> page = memory.page(table);
            if (page.isEmpty()) {
                return fault(0x07, walk);
            }
            long entry = page.get().getLong(at);
            walk.add(new WalkStep("page", level, table + at, entry, 0));
            if ((entry & 3) == 0) {
                return fault(access == Access.WRITE ? 0x05 : 0x06, walk);
            }
            if (reserved(entry, level)) {
                return fault(0x0c, walk);
            }
            allowed = allowed.and(permissions(entry));
            if (access == Access.WRITE && !allowed.write()) {
                return fault(0x05, walk);
            }
            if (access != Access.WRITE && !allowed.read() && (access == Access.READ || !allowed.write())) {
                return fault(0x06, walk);
            }
            table = entry & ADDRESS;
            if (level == 1 || isLarge(entry)) {
                long size = 1L << shift;
                return new Translation.Translated(table | iova & size - 1, allowed, size, walk);
            }
        }
        throw new IllegalStateException("a walk ends at level 1 at the latest");
    }

    private boolean visit(long table, int level, long iova, Permissions allowed, RangeMerger merger) {
        Optional<ByteBuffer> page = memory.page(table);
        if (page.isEmpty() || !merger.takeTable()) {
            return false;
        }
        boolean complete = true;
        int shift = 12 + 9 * (level - 1);
        for (int i = 0; i < 512; i++) {
            long entry = page.get().getLong(i * 8);
            if ((entry & 3) == 0 || reserved(entry, level)) {
                continue;
            }
            Permissions both = allowed.and(permissions(entry));
            if (!both.any()) {
                continue;
            }
            long at = iova + ((long) i << shift);
            if (level == 1 || isLarge(entry)) {
                if (!merger.add(at, entry & ADDRESS, 1L << shift, both)) {
                    return false;
                }
            } else {
                complete &= visit(entry & ADDRESS, level - 1, at, both, merger);
                if (merger.stopped()) {
                    return false;
                }
            }
        }
        return complete;
    }

    /**
     * Reserved: bit 7 where no large page can be, address bits below a large page's size, bits without their feature.
     */
    private boolean reserved(long entry, int level) {
        boolean large = level > 1 && isLarge(entry);
        if (large && !registers.supportsLargePages(level)) {
            return true;
        }
        if (large && (entry & ADDRESS & (1L << 12 + 9 * (level - 1)) - 1) != 0) {
            return true;
        }
        boolean leaf = level == 1 || large;
        return leaf && (entry >>> 11 & 1) != 0 && !registers.supportsSnoopControl()
                || leaf && (entry >>> 62 & 1) != 0 && !registers.supportsDeviceTlb();
    }

    private static boolean isLarge(long entry) {
        return (entry & 0x80) != 0;
    }

    private static Permissions permissions(long entry) {
        return new Permissions((entry & 1) != 0, (entry & 2) != 0);
    }

    private WalkStep entry(String table, long address) {
        Optional<ByteBuffer> page = memory.page(address & ~0xfffL);
        int at = (int) (address & 0xfff);
        return page.map(bytes -> new WalkStep(table, 0, address, bytes.getLong(at), bytes.getLong(at + 8)))
                .orElse(null);
    }

    private static Context blocked(int code, List<WalkStep> walk) {
        return new Context.Other(fault(code, walk));
    }

    private static Translation fault(int code, List<WalkStep> walk) {
        return new Translation.Blocked(OptionalInt.of(code), IntelReasons.all().get(code), walk);
    }
}
