package org.underpass.iommu.walk;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Legacy mode: entries of 128 bits, no PASID. Source: VT-d 4.1 sections 3.4.2, 9.1 and 9.3. */
final class VtdLegacy implements VtdContexts {
    private final PhysicalMemory memory;
    private final VtdRegisters registers;

    VtdLegacy(PhysicalMemory memory, VtdRegisters registers) {
        this.memory = memory;
        this.registers = registers;
    }

    @Override
    public Route route(int requesterId, OptionalInt pasid, Trail trail) {
        switch (registers.mode()) {
            case LEGACY -> {
                return pasid.isPresent() ? VtdContexts.blocked(0x31, trail) : root(requesterId, trail);
            }
            case ABORT -> {
                return new Route.Ended(new Translation.Blocked(OptionalInt.empty(), "",
                        "the unit blocks all DMA (abort mode)", trail.steps()));
            }
            default -> {
                return new Route.Ended(new Translation.NotSupported("the root table is in "
                        + registers.mode().name().toLowerCase(Locale.ROOT) + " mode", trail.steps()));
            }
        }
    }

    private Route root(int requesterId, Trail trail) {
        Trail.Entry root = trail.read(memory, "root", registers.rootTableAddress() + (requesterId >> 8 & 0xff) * 16L,
                2);
        if (root == null) {
            return VtdContexts.blocked(0x08, trail);
        }
        if (!root.bit(0)) {
            return VtdContexts.blocked(0x01, trail);
        }
        if ((root.word(0) & 0xffe) != 0 || root.word(1) != 0) {
            return VtdContexts.blocked(0x0a, trail);
        }
        Trail.Entry context = trail.read(memory, "context", (root.word(0) & ADDRESS) + (requesterId & 0xff) * 16L, 2);
        return context == null ? VtdContexts.blocked(0x09, trail) : context(context, trail);
    }

    private Route context(Trail.Entry context, Trail trail) {
        if (!context.bit(0)) {
            return VtdContexts.blocked(0x02, trail);
        }
        if ((context.word(0) & 0xff0) != 0 || (context.word(1) & 0xffff_ffff_ff00_0080L) != 0) {
            return VtdContexts.blocked(0x0b, trail);
        }
        int type = (int) context.bits(0, 3, 2);
        int levels = (int) context.bits(1, 2, 0) + 2;
        boolean allowed = type == 0 || type == 1 && registers.supportsDeviceTlb()
                || type == 2 && registers.supportsPassThrough();
        if (!allowed || !registers.supportsLevels(levels)) {
            return VtdContexts.blocked(0x03, trail);
        }
        return type == 2 ? new Route.Identity(BOTH) : new Route.Through(new Stage(memory,
                new VtdSecondStage(registers, levels, false), context.word(0) & ADDRESS, null), BOTH);
    }

    @Override
    public Optional<VtdWalker.Tables> tables(int requesterId, OptionalInt pasid) {
        Trail trail = new Trail();
        if (!(route(requesterId, pasid, trail) instanceof Route.Through)) {
            return Optional.empty();
        }
        WalkStep context = trail.steps().getLast();
        return Optional.of(new VtdWalker.Tables((int) (context.upper() >>> 8 & 0xffff),
                (int) (context.upper() & 7) + 2, context.entry() & ADDRESS));
    }
}
