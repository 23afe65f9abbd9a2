package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;
import org.underpass.iommu.fault.IntelReasons;

/** VT-d's fault reasons as outcomes. */
final class VtdFaults {
    private VtdFaults() {
    }

    static Translation.Blocked blocked(int code, List<WalkStep> walk) {
        return new Translation.Blocked(OptionalInt.of(code), "",
                IntelReasons.all().get(code), walk);
    }

    /** The code for a lack of permission. */
    static int denied(boolean write, boolean scalable) {
        return scalable ? write ? 0x85 : 0x86 : write ? 0x05 : 0x06;
    }
}
