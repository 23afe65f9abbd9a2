package org.underpass.hypervisor.kvm.vfio;

import java.util.List;

/**
 * A region of a device: for PCI 0 to 5 are the BARs, 6 the ROM, 7 config space, 8 the legacy VGA ranges.
 *
 * @param index    its number
 * @param readable whether it can be read
 * @param writable whether it can be written
 * @param mappable whether parts of it can be mapped
 * @param size     in bytes; 0 where there is none
 * @param offset   where it begins in the device's file
 * @param areas    the parts that can be mapped; empty for all of it
 */
public record VfioRegion(int index, boolean readable, boolean writable, boolean mappable, long size, long offset,
        List<Area> areas) {
    public static final int ROM = 6;
    public static final int CONFIG = 7;
    public static final int VGA = 8;

    public VfioRegion {
        areas = List.copyOf(areas);
    }

    /** A part. */
    public record Area(long offset, long size) {
    }

    /** Its name for people. */
    public String name() {
        return switch (index) {
            case 0, 1, 2, 3, 4, 5 -> "BAR " + index;
            case ROM -> "ROM";
            case CONFIG -> "config space";
            case VGA -> "VGA";
            default -> "region " + index;
        };
    }
}
