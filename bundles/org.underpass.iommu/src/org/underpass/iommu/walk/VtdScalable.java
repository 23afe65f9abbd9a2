package org.underpass.iommu.walk;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Scalable mode: a context entry names a PASID directory, each PASID's entry says which tables there are. Source: VT-d
 * 4.1 sections 3.4.3, 9.2 and 9.4 to 9.6.
 */
final class VtdScalable implements VtdContexts {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int NESTED = 3;
    private static final int PASSED = 4;

    private final PhysicalMemory memory;
    private final VtdRegisters registers;

    VtdScalable(PhysicalMemory memory, VtdRegisters registers) {
        this.memory = memory;
        this.registers = registers;
    }

    @Override
    public Route route(int requesterId, OptionalInt pasid, Trail trail) {
        Trail.Entry root = trail.read(memory, "root", registers.rootTableAddress() + (requesterId >> 8 & 0xff) * 16L,
                2);
        if (root == null) {
            return VtdContexts.blocked(0x38, trail);
        }
        int function = requesterId & 0xff;
        long half = root.word(function >> 7);
        if ((half & 1) == 0) {
            return VtdContexts.blocked(0x39, trail);
        }
        if ((half & 0xffe) != 0) {
            return VtdContexts.blocked(0x3a, trail);
        }
        Trail.Entry context = trail.read(memory, "context", (half & ADDRESS) + (function & 0x7f) * 32L, 4);
        return context == null ? VtdContexts.blocked(0x40, trail) : context(context, pasid, trail);
    }

    private Route context(Trail.Entry context, OptionalInt asked, Trail trail) {
        if (!context.bit(0)) {
            return VtdContexts.blocked(0x41, trail);
        }
        if (asked.isPresent() && !context.bit(3)) {
            return VtdContexts.blocked(0x45, trail);
        }
        int pasid = asked.orElse((int) context.bits(1, 19, 0));
        int bits = (int) context.bits(0, 11, 9) + 7 + 6;
        if (pasid < 0 || pasid >>> bits != 0) {
            return VtdContexts.blocked(asked.isPresent() ? 0x46 : 0x48, trail);
        }
        Trail.Entry directory = trail.read(memory, "pasid-directory",
                (context.word(0) & ADDRESS) + (pasid >>> 6) * 8L, 1);
        if (directory == null) {
            return VtdContexts.blocked(0x50, trail);
        }
        if (!directory.bit(0)) {
            return VtdContexts.blocked(0x51, trail);
        }
        Trail.Entry entry = trail.read(memory, "pasid", (directory.word(0) & ADDRESS) + (pasid & 0x3f) * 64L, 8);
        if (entry == null) {
            return VtdContexts.blocked(0x58, trail);
        }
        if (!entry.bit(0)) {
            return VtdContexts.blocked(0x59, trail);
        }
        return entry(entry, asked.isEmpty() && context.bit(64 + 20), trail);
    }

    private Route entry(Trail.Entry entry, boolean supervisor, Trail trail) {
        int type = type(entry.word(0));
        boolean usesFirst = type == FIRST || type == NESTED;
        boolean usesSecond = type == SECOND || type == NESTED;
        int firstLevels = usesFirst ? firstLevels(entry.word(2)) : 0;
        int secondLevels = usesSecond ? secondLevels(entry.word(0)) : 0;
        if (!usesFirst && !usesSecond && type != PASSED || usesFirst && firstLevels == 0
                || usesSecond && (secondLevels == 0 || !registers.supportsLevels(secondLevels))) {
            return VtdContexts.blocked(0x5b, trail);
        }
        if (type == PASSED) {
            return new Route.Identity(BOTH);
        }
        if (supervisor && usesFirst && !entry.bit(128)) {
            return VtdContexts.blocked(0x5d, trail);
        }
        Stage second = usesSecond ? new Stage(memory, new VtdSecondStage(registers, secondLevels, true),
                entry.word(0) & ADDRESS, null) : null;
        return new Route.Through(usesFirst ? new Stage(memory, new VtdFirstStage(firstLevels, supervisor,
                entry.bit(128 + 4)), entry.word(2) & ADDRESS, second) : second, BOTH);
    }

    private static int type(long word) {
        return (int) (word >>> 6 & 7);
    }

    /** Bits 3:2 of the third word: four or five levels, all else is not valid. */
    private static int firstLevels(long word) {
        int mode = (int) (word >>> 2 & 3);
        return mode < 2 ? mode + 4 : 0;
    }

    /** Bits 4:2 of the first word: three to five levels, all else is not valid. */
    private static int secondLevels(long word) {
        int width = (int) (word >>> 2 & 7);
        return width >= 1 && width <= 3 ? width + 2 : 0;
    }

    @Override
    public Optional<VtdWalker.Tables> tables(int requesterId, OptionalInt pasid) {
        Trail trail = new Trail();
        if (!(route(requesterId, pasid, trail) instanceof Route.Through)) {
            return Optional.empty();
        }
        WalkStep last = trail.steps().getLast();
        Trail.Entry entry = new Trail().read(memory, "pasid", last.entryAddress(), 3);
        boolean first = type(last.entry()) != SECOND;
        return Optional.of(new VtdWalker.Tables((int) (last.upper() & 0xffff),
                first ? firstLevels(entry.word(2)) : secondLevels(entry.word(0)),
                entry.word(first ? 2 : 0) & ADDRESS));
    }
}
