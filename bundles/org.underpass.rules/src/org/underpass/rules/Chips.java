package org.underpass.rules;

import java.util.HexFormat;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.spi.Evidence;

/** Families of graphics adapters that several rules speak of. Device ids by chip from the PCI ID Repository. */
public final class Chips {
    public static final int AMD = 0x1002;
    public static final int NVIDIA = 0x10de;
    public static final int INTEL = 0x8086;

    private Chips() {
    }

    /** {@code 10de:1c03}. */
    public static String ids(PciFunction pci) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((short) pci.vendor()) + ":" + hex.toHexDigits((short) pci.device());
    }

    /** The ids of a function as evidence, with a name for what they stand for. */
    public static Evidence evidence(HostFunction function, String family) {
        return Evidence.of(ids(function.pci()) + ", " + family, function.source("device"));
    }

    /** Radeons that are a part of the processor: from Sumo and Wrestler on. */
    public static boolean isApu(PciFunction pci) {
        if (pci.vendor() != AMD || !pci.isDisplay()) {
            return false;
        }
        int id = pci.device();
        return switch (id) {
            case 0x1114, 0x13c0, 0x1506, 0x150e, 0x1586, 0x15bf, 0x15c8, 0x15d8, 0x15dd, 0x15e7, 0x1636, 0x1638, 0x163f,
                    0x164c, 0x164d, 0x164e, 0x164f, 0x1681, 0x1900, 0x1901, 0x1902, 0x9874, 0x98e4 -> true;
            default -> id >= 0x1304 && id <= 0x131d || id >= 0x9640 && id <= 0x964f || id >= 0x9802 && id <= 0x980a
                    || id >= 0x9830 && id <= 0x983f || id >= 0x9850 && id <= 0x985f || id >= 0x9900 && id <= 0x99a4;
        };
    }

    /** Radeon RX 7000 and its professional kin (Navi 31, 32, 33). */
    public static boolean isNavi3x(PciFunction pci) {
        return pci.vendor() == AMD && pci.isDisplay() && switch (pci.device()) {
            case 0x73f0, 0x7448, 0x7449, 0x744a, 0x744b, 0x744c, 0x745e, 0x7460, 0x7461, 0x7470, 0x747e, 0x7480, 0x7481,
                    0x7483, 0x7487, 0x7489, 0x748b, 0x7499, 0x749f -> true;
            default -> false;
        };
    }

    /** Radeon RX 9000 (Navi 44, 48). */
    public static boolean isNavi4x(PciFunction pci) {
        return pci.vendor() == AMD && pci.isDisplay() && switch (pci.device()) {
            case 0x7550, 0x7551, 0x7590 -> true;
            default -> false;
        };
    }

    /** GeForce RTX 50 and RTX PRO Blackwell (GB202, GB203, GB205, GB206, GB207), not the chips of data centres. */
    public static boolean isConsumerBlackwell(PciFunction pci) {
        int id = pci.device();
        return pci.vendor() == NVIDIA && pci.isDisplay() && (id >= 0x2b80 && id <= 0x2bff
                || id >= 0x2c00 && id <= 0x2c7f || id >= 0x2d00 && id <= 0x2dff || id >= 0x2f00 && id <= 0x2f7f);
    }
}
