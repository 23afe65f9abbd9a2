package org.underpass.pci;

import java.util.List;

/**
 * Vendor-Specific Capability: a length, the rest is the vendor's. PCI Express Base Specification, 7.9.4. The
 * structures of virtio (Virtual I/O Device Specification 1.2, 4.1.4) and the fuses of Intel's host bridges are shown
 * by their names.
 *
 * @param offset of the capability
 * @param vendor Vendor ID of the function, which gives the content its meaning
 * @param length Capability Length in bytes, header included
 * @param fields what is known of the content
 */
public record VendorSpecific(int offset, int vendor, int length, List<Field> fields) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x09;

    private static final int VIRTIO = 0x1af4;
    private static final int INTEL = 0x8086;

    /** Copies the list. */
    public VendorSpecific {
        fields = List.copyOf(fields);
    }

    static VendorSpecific decode(Block block) {
        int vendor = block.config().has(0, 2) ? block.config().u16(0) : 0xffff;
        FieldList list = new FieldList(block);
        int length = (int) list.read(Layout.LENGTH);
        if (vendor == VIRTIO && length >= 16) {
            long type = list.read(Layout.TYPE);
            if (type >= 1 && type <= 5 || type == 8) {
                list.read(Layout.BAR);
                list.read(Layout.OFFSET);
                list.read(Layout.SIZE);
            }
            if (type == 2 && length >= 20) {
                list.read(Layout.MULTIPLIER);
            }
        } else if (vendor == INTEL) {
            IntelCapabilities.read(list, block, length);
        }
        return new VendorSpecific(block.base(), vendor, length, list.list());
    }

    @Override
    public int id() {
        return ID;
    }

    private static final class Layout {
        static final Register LENGTH = Register.of("Capability Length", 2, 1).whole(Meaning::bytes);
        static final Register TYPE = Register.of("cfg_type", 3, 1).whole(value -> value == 8
                ? "VIRTIO_PCI_CAP_SHARED_MEMORY_CFG" : value == 9 ? "VIRTIO_PCI_CAP_VENDOR_CFG"
                : Meaning.of(value - 1, "VIRTIO_PCI_CAP_COMMON_CFG", "VIRTIO_PCI_CAP_NOTIFY_CFG",
                        "VIRTIO_PCI_CAP_ISR_CFG", "VIRTIO_PCI_CAP_DEVICE_CFG", "VIRTIO_PCI_CAP_PCI_CFG"));
        static final Register BAR = Register.of("bar", 4, 1).whole(Long::toString);
        static final Register OFFSET = Register.of("offset", 8, 4).whole(Meaning::hex);
        static final Register SIZE = Register.of("length", 12, 4).whole(Meaning::bytes);
        static final Register MULTIPLIER = Register.of("notify_off_multiplier", 16, 4).whole(Long::toString);
    }
}
