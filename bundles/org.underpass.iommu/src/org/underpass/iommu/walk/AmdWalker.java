package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Walks the tables of one AMD IOMMU: device table, host (v1) page tables, and for requests with PASID the table of
 * guest page tables (GCR3) and guest (v2) page tables behind the host's. Source: AMD IOMMU specification 3.08 section
 * 2.2.
 */
public final class AmdWalker implements Walker {
    private static final long FIRST_INTERRUPT = 0xfee00000L;
    private static final long LAST_INTERRUPT = 0xfeefffffL;
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

    private final PhysicalMemory memory;
    private final AmdRegisters registers;

    public AmdWalker(PhysicalMemory memory, AmdRegisters registers) {
        this.memory = Objects.requireNonNull(memory);
        this.registers = Objects.requireNonNull(registers);
    }

    @Override
    public Translation translate(Request request) {
        long iova = request.iova();
        if (!registers.on()) {
            return new Translation.PassedThrough(iova, Permissions.ALL, List.of());
        }
        if (FIRST_INTERRUPT <= iova && iova <= LAST_INTERRUPT && request.pasid().isEmpty()) {
            return new Translation.Interrupt(iova, List.of());
        }
        Trail trail = new Trail();
        return switch (route(request.requesterId(), request.pasid(), trail)) {
            case Route.Ended ended -> ended.outcome();
            case Route.Identity same -> permitted(same.allowed(), request.access(), trail,
                    new Translation.PassedThrough(iova, Permissions.of(same.allowed()), trail.steps()));
            case Route.Through through -> {
                Stage.Leaf leaf = through.stage().resolve(iova, request.access(), trail);
                if (leaf == null) {
                    yield trail.end();
                }
                int allowed = leaf.allowed() & through.allowed();
                yield permitted(allowed, request.access(), trail, new Translation.Translated(leaf.address(),
                        Permissions.of(allowed), 1L << leaf.shift(), trail.steps()));
            }
        };
    }

    private static Translation permitted(int allowed, Access access, Trail trail, Translation outcome) {
        if (access == Access.WRITE && (allowed & Permissions.WRITE) == 0) {
            return AmdFormat.fault(PageFormat.Cause.NO_WRITE, trail.steps());
        }
        if (access == Access.READ && (allowed & Permissions.READ) == 0 || allowed == 0) {
            return AmdFormat.fault(PageFormat.Cause.NO_READ, trail.steps());
        }
        return outcome;
    }

    @Override
    public boolean mappings(int requesterId, OptionalInt pasid, long maxTables, MappingVisitor visitor) {
        if (!registers.on() || !(route(requesterId, pasid, new Trail()) instanceof Route.Through through)) {
            return true;
        }
        RangeMerger merger = new RangeMerger(visitor, maxTables);
        boolean complete = through.stage().visit(through.allowed(), merger);
        return merger.end() && complete;
    }

    private Route route(int requesterId, OptionalInt pasid, Trail trail) {
        long offset = (requesterId & 0xffff) * 32L;
        if (offset >= registers.deviceTableLength()) {
            return new Route.Ended(new Translation.Blocked(OptionalInt.empty(), "",
                    "the device id lies beyond the end of the device table", trail.steps()));
        }
        Trail.Entry entry = trail.read(memory, "device", registers.deviceTableAddress() + offset, 4);
        if (entry == null) {
            return new Route.Ended(new Translation.Blocked(OptionalInt.of(3), "DEV_TAB_HARDWARE_ERROR",
                    "the unit could not read the device table", trail.steps()));
        }
        if (!entry.bit(0)) {
            return new Route.Identity(Permissions.READ | Permissions.WRITE);
        }
        if (!entry.bit(1)) {
            return new Route.Ended(AmdFormat.pageFault(
                    "the device table entry holds no translation for the device", trail.steps()));
        }
        int mode = (int) entry.bits(0, 11, 9);
        boolean guest = entry.bit(55);
        if (mode == 7 || guest && entry.bits(0, 57, 56) == 3) {
            return illegal(trail);
        }
        int allowed = (int) entry.bits(0, 62, 61);
        Stage host = mode == 0 ? null : new Stage(memory, new AmdFormat(mode), entry.word(0) & ADDRESS, null);
        OptionalInt space = pasid.isEmpty() && guest && entry.bit(54) ? OptionalInt.of(0) : pasid;
        if (space.isPresent()) {
            return guest ? guest(entry, host, space.getAsInt(), allowed, trail) : new Route.Ended(AmdFormat.pageFault(
                    "the device has no guest page tables, and the request has a PASID", trail.steps()));
        }
        return host == null ? new Route.Identity(allowed) : new Route.Through(host, allowed);
    }

    private static Route illegal(Trail trail) {
        return new Route.Ended(new Translation.Blocked(OptionalInt.of(1), "ILLEGAL_DEV_TABLE_ENTRY",
                "the device table entry is set up wrongly", trail.steps()));
    }

    /** Source: sections 2.2.2.1 (fields of the entry) and 2.2.6 (one to three levels of nine PASID bits each). */
    private Route guest(Trail.Entry entry, Stage host, int pasid, int allowed, Trail trail) {
        int mode = (int) entry.bits(2, 55, 54);
        if (mode > 1) {
            return illegal(trail);
        }
        long table = entry.bits(0, 60, 58) << 12 | entry.bits(1, 31, 16) << 15 | entry.bits(1, 63, 43) << 31;
        int levels = (int) entry.bits(0, 57, 56) + 1;
        if (pasid < 0 || levels < 3 && pasid >>> 9 * levels != 0) {
            return new Route.Ended(AmdFormat.pageFault("the PASID is larger than the device's table of guest page"
                    + " tables", trail.steps()));
        }
        for (int level = levels; level >= 1; level--) {
            long at = table + (pasid >>> 9 * (level - 1) & 0x1ff) * 8L;
            if (host != null) {
                Stage.Leaf leaf = host.resolve(at, Access.READ, trail);
                if (leaf == null) {
                    return new Route.Ended(trail.end());
                }
                at = leaf.address();
            }
            Trail.Entry step = trail.read(memory, "gcr3", at, 1);
            if (step == null) {
                return new Route.Ended(AmdFormat.fault(PageFormat.Cause.UNREADABLE, trail.steps()));
            }
            if (!step.bit(0)) {
                return new Route.Ended(AmdFormat.pageFault("the PASID has no guest page table", trail.steps()));
            }
            table = step.word(0) & ADDRESS;
        }
        return new Route.Through(new Stage(memory, new AmdGuestFormat(mode + 4), table, host), allowed);
    }
}
