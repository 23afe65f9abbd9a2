package org.underpass.rules.reset;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.underpass.pci.PciFunction;

/** Radeons that are known not to come back from a reset by themselves: the table of vendor-reset (src/device-db.h). */
final class RadeonFamilies {
    private static final Map<Integer, String> FAMILIES = new HashMap<>();

    static {
        put("Polaris 10", 0x67c0, 0x67c1, 0x67c2, 0x67c4, 0x67c7, 0x67c8, 0x67c9, 0x67ca, 0x67cc, 0x67cf, 0x67d0,
                0x67df, 0x6fdf);
        put("Polaris 11", 0x67e0, 0x67e1, 0x67e3, 0x67e7, 0x67e8, 0x67e9, 0x67eb, 0x67ef, 0x67ff);
        put("Polaris 12", 0x6980, 0x6981, 0x6985, 0x6986, 0x6987, 0x6995, 0x6997, 0x699f);
        put("Vega 10", 0x6860, 0x6861, 0x6862, 0x6863, 0x6864, 0x6867, 0x6868, 0x6869, 0x686a, 0x686b, 0x686c, 0x686d,
                0x686e, 0x686f, 0x687f);
        put("Vega 20", 0x66a0, 0x66a1, 0x66a2, 0x66a3, 0x66a4, 0x66a7, 0x66af);
        put("Navi 10", 0x7310, 0x7312, 0x7318, 0x7319, 0x731a, 0x731b, 0x731e, 0x731f);
        put("Navi 12", 0x7360, 0x7362);
        put("Navi 14", 0x7340, 0x7341, 0x7347, 0x734f);
    }

    private RadeonFamilies() {
    }

    private static void put(String family, int... devices) {
        for (int device : devices) {
            FAMILIES.put(device, family);
        }
    }

    /** The family of a function, where it is one of them. */
    static Optional<String> of(PciFunction function) {
        return function.vendor() == 0x1002 ? Optional.ofNullable(FAMILIES.get(function.device())) : Optional.empty();
    }
}
