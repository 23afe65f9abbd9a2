package org.underpass.iommu.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.iommu.walk.AmdRegisters;
import org.underpass.iommu.walk.AmdWalker;
import org.underpass.iommu.walk.GartRegisters;
import org.underpass.iommu.walk.GartWalker;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.SmmuRegisters;
import org.underpass.iommu.walk.SmmuWalker;
import org.underpass.iommu.walk.VtdRegisters;
import org.underpass.iommu.walk.VtdWalker;
import org.underpass.iommu.walk.Walker;

/**
 * Where a unit's tables begin: one register's raw value, and of the others what a dump shows. Registers that are not
 * shown refuse nothing; {@link #assumptions} says what that means.
 */
public final class TableRoot {
    /** Bits 24:0 of an aperture's address are zero. */
    private static final long APERTURE_LOW = (1L << 25) - 1;

    private final Kind kind;
    private final long value;
    private final Optional<RegisterDump> registers;
    private final List<String> assumptions = new ArrayList<>();

    /** Kinds of tables. */
    public enum Kind {
        VTD, AMDVI, SMMUV3, GART;

        /** The kind's word on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param value RTADDR_REG, the device table's base register, SMMU_STRTAB_BASE, or the aperture's base, as register
     *     F3x94 or as the address
     */
    public TableRoot(Kind kind, long value, Optional<RegisterDump> registers) {
        this.kind = kind;
        this.value = value;
        this.registers = registers;
    }

    /**
     * A walker over these tables.
     *
     * @return empty where registers are missing without which there is nothing to walk: a GART's
     */
    public Optional<Walker> walker(PhysicalMemory memory) {
        assumptions.clear();
        return switch (kind) {
            case VTD -> Optional.of(new VtdWalker(memory, vtd()));
            case AMDVI -> Optional.of(new AmdWalker(memory, new AmdRegisters(value,
                    or(find(0x18, 8, "CONTROL", "CTRL"), 1, "the unit counts as being on"))));
            case SMMUV3 -> Optional.of(new SmmuWalker(memory, smmu()));
            case GART -> gart().map(found -> new GartWalker(memory, found));
        };
    }

    /** After {@link #walker}: sentences about what was taken for granted, as no register says otherwise. */
    public List<String> assumptions() {
        return List.copyOf(assumptions);
    }

    private VtdRegisters vtd() {
        VtdRegisters open = VtdRegisters.ofRoot(value);
        return new VtdRegisters(
                or(find(0x08, 8, "CAP"), open.capability(), "the unit's address width and page sizes are not checked"),
                or(find(0x10, 8, "ECAP"), open.extendedCapability(), "the unit's features are not checked"),
                or(find(0x1c, 4, "GSTS"), open.status(), "translation counts as being on"), value);
    }

    private SmmuRegisters smmu() {
        SmmuRegisters open = SmmuRegisters.ofStreamTable(value);
        return new SmmuRegisters(value,
                or(find(0x88, 4, "STRTAB_BASE_CFG", "SMMU_STRTAB_BASE_CFG"), open.streamTableConfig(),
                        "the stream table counts as linear, and its end is not checked"),
                or(find(0x20, 4, "CR0", "SMMU_CR0"), open.control(), "the unit counts as being on"),
                find(0x44, 4, "GBPA", "SMMU_GBPA").orElse(open.bypass()));
    }

    private Optional<GartRegisters> gart() {
        OptionalLong control = find(0x90, 4, "F3X90", "D18F3X90");
        OptionalLong table = find(0x98, 4, "F3X98", "D18F3X98");
        boolean address = value > 0x7fff && (value & APERTURE_LOW) == 0;
        return control.isEmpty() || table.isEmpty() ? Optional.empty() : Optional.of(new GartRegisters(
                control.getAsLong(), address ? value >>> 25 : value, table.getAsLong()));
    }

    private OptionalLong find(long offset, int width, String... names) {
        if (registers.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong named = registers.get().named(names);
        return named.isPresent() ? named : registers.get().at(offset, width);
    }

    private long or(OptionalLong found, long open, String assumption) {
        if (found.isEmpty()) {
            assumptions.add(assumption);
        }
        return found.orElse(open);
    }
}
