package org.underpass.pci;

import java.util.OptionalLong;

/**
 * A base address register, or a resource that sysfs lists for one.
 *
 * @param index 0 to 5; {@value #ROM_INDEX} for the expansion ROM
 * @param kind the address space and width
 * @param address where it starts: the bus address in configuration space, or the CPU's address from sysfs (equal on
 *     x86); 0 where nothing was assigned
 * @param size in bytes; configuration space alone does not tell it, except through Resizable BAR
 * @param prefetchable the prefetchable bit; false for I/O and ROM
 */
public record Bar(int index, Kind kind, long address, OptionalLong size, boolean prefetchable) {

    /** The kernel's resource index of the expansion ROM (include/linux/pci.h, PCI_ROM_RESOURCE). */
    public static final int ROM_INDEX = 6;

    /** Address space and width of the register. */
    public enum Kind {
        /** Ports. */
        IO,
        /** Memory below 4 GiB, the obsolete below-1-MiB type included. */
        MEMORY32,
        /** Memory anywhere; takes two registers. */
        MEMORY64,
        /** The expansion ROM. */
        ROM
    }

    /** Whether this is memory (not I/O). */
    public boolean isMemory() {
        return kind != Kind.IO;
    }

    /** The last address covered, where the size is known and not 0. */
    public OptionalLong end() {
        return size.isPresent() && size.getAsLong() > 0
                ? OptionalLong.of(address + size.getAsLong() - 1) : OptionalLong.empty();
    }
}
