package org.underpass.iommu.group;

import java.util.Objects;
import java.util.Optional;
import org.underpass.iommu.acpi.RemappingUnits;

/**
 * What configuration space does not tell, and groups depend on.
 *
 * @param control how to read ACS control registers
 * @param ivrs whether the machine has an IVRS table, empty when not known; some AMD chipset functions count as isolated
 *     only with one
 * @param units the machine's remapping units from its ACPI table, empty when not known; functions that no unit governs
 *     are in no group
 * @param override what {@code pcie_acs_override} makes the kernel pretend; {@link AcsOverride#NONE} without
 */
public record GroupAssumptions(Control control, Optional<Boolean> ivrs, Optional<RemappingUnits> units,
        AcsOverride override) {
    public GroupAssumptions {
        Objects.requireNonNull(control);
        Objects.requireNonNull(ivrs);
        Objects.requireNonNull(units);
        Objects.requireNonNull(override);
    }

    /** How to read ACS control registers. */
    public enum Control {
        /** As the dump shows them: right when the IOMMU was on as it was taken. */
        AS_SHOWN,
        /**
         * As the kernel sets them when it starts with an IOMMU: every one of the four services that the capability
         * offers is switched on. For machines that were captured with the IOMMU off.
         */
        AS_KERNEL_WOULD_SET
    }

    /** Registers as shown, IVRS and units unknown, no override. */
    public static GroupAssumptions asShown() {
        return new GroupAssumptions(Control.AS_SHOWN, Optional.empty(), Optional.empty(), AcsOverride.NONE);
    }

    public GroupAssumptions withControl(Control other) {
        return new GroupAssumptions(other, ivrs, units, override);
    }

    public GroupAssumptions withIvrs(boolean present) {
        return new GroupAssumptions(control, Optional.of(present), units, override);
    }

    /** Units from the machine's table; see {@link #withIvrs}, which is told apart. */
    public GroupAssumptions withUnits(RemappingUnits found) {
        return new GroupAssumptions(control, ivrs, Optional.of(found), override);
    }

    public GroupAssumptions withOverride(AcsOverride other) {
        return new GroupAssumptions(control, ivrs, units, other);
    }
}
