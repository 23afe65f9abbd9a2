package org.underpass.pci;

/**
 * Class codes (PCI Code and ID Assignment Specification, section 1): 24 bits, base class, sub-class, programming
 * interface.
 */
public final class PciClass {

    /** Display controller, VGA compatible. */
    public static final int VGA = 0x030000;
    /** Display controller, 3D. */
    public static final int DISPLAY_3D = 0x030200;
    /** Multimedia device, High Definition Audio; the audio function of a graphics card. */
    public static final int HD_AUDIO = 0x040300;

    private PciClass() {
    }

    /** The upper 8 bits. */
    public static int base(int classCode) {
        return classCode >> 16 & 0xff;
    }

    /** The middle 8 bits. */
    public static int sub(int classCode) {
        return classCode >> 8 & 0xff;
    }

    /** The lower 8 bits. */
    public static int programmingInterface(int classCode) {
        return classCode & 0xff;
    }

    /** Display controllers, and the VGA device of the time before class codes. */
    public static boolean isDisplay(int classCode) {
        return base(classCode) == 0x03 || isOldVga(classCode);
    }

    /** VGA compatible controllers (what Linux calls VGA in {@code boot_vga}). */
    public static boolean isVga(int classCode) {
        return classCode >> 8 == 0x0300 || isOldVga(classCode);
    }

    private static boolean isOldVga(int classCode) {
        return classCode >> 8 == 0x0001;
    }

    /** Multimedia audio and High Definition Audio. */
    public static boolean isAudio(int classCode) {
        int shortCode = classCode >> 8;
        return shortCode == 0x0401 || shortCode == 0x0403;
    }

    /** PCI-to-PCI bridges, with normal or subtractive decode. */
    public static boolean isPciBridge(int classCode) {
        return classCode >> 8 == 0x0604;
    }

    /** Every bridge that has a PCI or CardBus bus behind it. */
    public static boolean isBridge(int classCode) {
        int shortCode = classCode >> 8;
        return shortCode == 0x0604 || shortCode == 0x0607 || shortCode == 0x0609;
    }

    /** Host bridges. */
    public static boolean isHostBridge(int classCode) {
        return classCode >> 8 == 0x0600;
    }

    /** USB host controllers of every generation. */
    public static boolean isUsb(int classCode) {
        return classCode >> 8 == 0x0c03;
    }

    /** Non-volatile memory controllers (NVMe). */
    public static boolean isNvme(int classCode) {
        return classCode >> 8 == 0x0108;
    }

    /** Every mass storage controller. */
    public static boolean isStorage(int classCode) {
        return base(classCode) == 0x01;
    }

    /** Every network controller. */
    public static boolean isNetwork(int classCode) {
        return base(classCode) == 0x02;
    }
}
