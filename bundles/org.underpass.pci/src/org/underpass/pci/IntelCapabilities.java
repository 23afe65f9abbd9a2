package org.underpass.pci;

/**
 * Fields of Intel's vendor-specific capability: what is fused off in a host bridge, VT-d among it. CAPID0 in the
 * datasheets of Core processors, volume 2, "Host Bridge/DRAM Registers"; feature detection in those of the ICH.
 */
final class IntelCapabilities {

    private static final Register KIND = Register.of("Version and Type", 3, 1)
            .number("Capability Version", 0, 4)
            .field("Type", 4, 4, value -> value == 1 ? "feature detection" : Long.toString(value));
    private static final Register A = Register.of("Capabilities A", 4, 4)
            .flag("DDR3L Enable", 0).flag("DDR Write VREF Enable", 1).flag("Overclocking Enabled", 2)
            .flag("DDR Overclocking Capable", 3).number("Compatibility Revision ID", 4, 4)
            .number("Compatibility Device ID", 8, 2).flag("Internal Graphics Disable", 11)
            .flag("Primary DDR Channel Disable", 12).flag("Extended APIC Mode Enable", 13)
            .flag("Dual DDR Channels Disable", 14).flag("Camarillo Device Disable", 15)
            .flag("1N Mode Disable", 17)
            .field("DDR Maximum Size", 19, 2, value -> Meaning.of(value, "unlimited", "8 GB", "4 GB", "2 GB"))
            .flag("PEG Gen 2 Disable", 21).flag("DMI Gen 2 Disable", 22).flag("VT-d Disable", 23)
            .flag("Force ECC Enable", 24).flag("ECC Disable", 25)
            .field("DMI Width", 26, 1, value -> value == 0 ? "x4" : "x2").flag("PEG Link Width Upconfig Disable", 27)
            .flag("PEG 1:0 Disable", 28).flag("PEG 1:1 Disable", 29).flag("PEG 1:2 Disable", 30)
            .flag("PEG 6:0 Disable", 31);

    private static final Register B = Register.of("Capabilities B", 8, 4)
            .number("DDR3 Maximum Frequency", 4, 3).flag("LPDDR3 Enable", 7).flag("GMM Disable", 8)
            .flag("DMI Gen 3 Disable", 15).flag("PEG x16 Disable", 16).flag("Additive Graphics Capable", 17)
            .flag("Additive Graphics Enabled", 18).flag("Package Type", 19).flag("PEG Gen 3 Disable", 20)
            .number("DDR3 Maximum Frequency with 100 MHz Reference", 21, 3).flag("Soft Bin Capable", 24)
            .number("Cache Size Capability", 25, 3).flag("SMT Capable", 28).flag("Overclocking by SSKU Enabled", 29)
            .flag("Overclocking by SSKU Capable", 30).flag("IMGU Disable", 31);

    private IntelCapabilities() {
    }

    static void read(FieldList list, Block block, int length) {
        if (length < 4) {
            return;
        }
        long kind = list.read(KIND);
        if (kind == 1 && length >= 8) {
            list.read(A);
            if (length >= 12) {
                list.read(B);
            }
        }
    }
}
