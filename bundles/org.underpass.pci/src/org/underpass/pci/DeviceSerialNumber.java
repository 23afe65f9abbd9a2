package org.underpass.pci;

import java.util.List;
import java.util.Locale;

/**
 * Device Serial Number: an EUI-64 that tells two like cards apart. PCI Express Base Specification, 7.9.3.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param serialNumber all 64 bits
 */
public record DeviceSerialNumber(int offset, int version, long serialNumber) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0003;

    static DeviceSerialNumber decode(Block block) {
        return new DeviceSerialNumber(block.base(), block.version(), block.u64(4));
    }

    @Override
    public int id() {
        return ID;
    }

    /** As people write an EUI-64: {@code 00-1a-11-ff-fe-4c-3c-70}. */
    public String text() {
        return String.format(Locale.ROOT, "%016x", serialNumber).replaceAll("(..)(?!$)", "$1-");
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field("Serial Number Register", "PCI Express Device Serial Number", offset + 4, 8, 0, 64,
                serialNumber, text()));
    }
}
