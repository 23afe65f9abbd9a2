package org.underpass.pci.rom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.underpass.pci.PciAddress;

/**
 * The ACPI table VFCT, in which firmware hands over the ROMs of AMD adapters; the only place of the ROM of integrated
 * ones. Layout: Linux, drivers/gpu/drm/amd/include/atombios.h, UEFI_ACPI_VFCT and VFCT_IMAGE_HEADER.
 *
 * @param entries one per adapter
 * @param problems offsets where an entry does not fit the table
 */
public record Vfct(List<Entry> entries, List<RomProblem> problems) {

    private static final int HEADER = 76;
    private static final int ENTRY_HEADER = 28;

    /** Copies the lists. */
    public Vfct {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /**
     * The ROM of one adapter.
     *
     * @param bus where the firmware saw it; domain 0
     * @param device likewise
     * @param function likewise
     * @param vendor Vendor ID
     * @param deviceId Device ID
     * @param subsystemVendor Subsystem Vendor ID
     * @param subsystemDevice Subsystem ID
     * @param offset of the ROM in the table
     * @param length of the ROM in bytes
     */
    public record Entry(int bus, int device, int function, int vendor, int deviceId, int subsystemVendor,
            int subsystemDevice, int offset, int length) {

        /** Whether it is for the function at an address with these ids. The kernel asks for the same. */
        public boolean isFor(PciAddress address, int vendorId, int id) {
            return address.domain() == 0 && address.bus() == bus && address.device() == device
                    && address.function() == function && vendor == vendorId && deviceId == id;
        }

        /** The ROM's bytes, from those of the table. */
        public byte[] rom(byte[] table) {
            int from = Math.min(offset, table.length);
            return Arrays.copyOfRange(table, from, Math.min(table.length, offset + length));
        }
    }

    /** Any bytes; those that are not this table give no entries and a problem at 0. */
    public static Vfct parse(byte[] table) {
        RomBytes bytes = new RomBytes(table);
        List<Entry> entries = new ArrayList<>();
        List<RomProblem> problems = new ArrayList<>();
        if (!bytes.startsWith("VFCT") || table.length < HEADER) {
            return new Vfct(entries, List.of(new RomProblem(RomProblem.Kind.NO_SIGNATURE, 0)));
        }
        long end = Math.min(bytes.u32(4), table.length);
        long at = bytes.u32(52);
        while (at >= HEADER && at + ENTRY_HEADER <= end) {
            int here = (int) at;
            long length = bytes.u32(here + 24);
            if (length == 0) {
                break;
            }
            if (at + ENTRY_HEADER + length > end) {
                problems.add(new RomProblem(RomProblem.Kind.CUT_OFF, here + 24));
                break;
            }
            entries.add(new Entry((int) bytes.u32(here), (int) bytes.u32(here + 4), (int) bytes.u32(here + 8),
                    bytes.u16(here + 12), bytes.u16(here + 14), bytes.u16(here + 16), bytes.u16(here + 18),
                    here + ENTRY_HEADER, (int) length));
            at += ENTRY_HEADER + length;
        }
        return new Vfct(entries, problems);
    }
}
