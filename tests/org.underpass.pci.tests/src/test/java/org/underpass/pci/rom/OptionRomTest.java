package org.underpass.pci.rom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Option ROMs written from the PCI Firmware Specification. */
class OptionRomTest {

    @Test
    void readsTheWholeChain() {
        byte[] dump = RomWriter.join(RomWriter.legacy(0x10de, 0x1b80, false), RomWriter.efi(0x10de, 0x1b80, true));
        OptionRom rom = OptionRom.parse(dump);
        assertEquals(List.of(), rom.problems());
        assertEquals(2, rom.images().size());
        assertTrue(rom.hasEfi());
        assertTrue(rom.hasLegacy());
        assertFalse(rom.hasHeader());
        assertEquals(dump.length, rom.end());
        RomImage legacy = rom.images().get(0);
        assertTrue(legacy.checksumOk());
        assertFalse(legacy.last());
        assertEquals(0x030000, legacy.classCode());
        RomImage.Efi efi = rom.images().get(1).efi().orElseThrow();
        assertTrue(efi.compressed());
        assertEquals("x86-64", efi.machineName());
        assertEquals("boot service driver", efi.subsystemName());
        assertEquals(RomImage.Fit.SAME, legacy.fit(0x10de, 0x1b80));
        assertEquals(RomImage.Fit.OTHER_DEVICE, legacy.fit(0x10de, 0x1b81));
        assertEquals(RomImage.Fit.OTHER_VENDOR, legacy.fit(0x1002, 0x1b80));
    }

    @Test
    void findsAndCutsWhatComesBefore() {
        byte[] image = RomWriter.legacy(0x10de, 0x1b80, true);
        byte[] header = Arrays.copyOf("NVGI".getBytes(), 0x600);
        header[0x10] = 0x55;
        header[0x11] = (byte) 0xaa;
        byte[] dump = RomWriter.join(header, image, new byte[4096]);
        OptionRom rom = OptionRom.parse(dump);
        assertEquals(0x600, rom.start());
        assertEquals(Optional.of("NVIDIA image header"), rom.header());
        assertArrayEquals(image, rom.cut(dump));
    }

    @Test
    void saysWhatIsWrong() {
        byte[] image = RomWriter.legacy(0x1002, 1, false);
        assertEquals(RomProblem.Kind.NO_LAST_IMAGE, OptionRom.parse(image).problems().getFirst().kind());
        assertEquals(RomProblem.Kind.NO_NEXT_IMAGE,
                OptionRom.parse(RomWriter.join(image, new byte[512])).problems().getFirst().kind());
        assertEquals(new RomProblem(RomProblem.Kind.CUT_OFF, 700),
                OptionRom.parse(Arrays.copyOf(image, 700)).problems().getFirst());
        byte[] patched = RomWriter.legacy(0x1002, 1, true);
        patched[900]++;
        assertEquals(List.of(new RomProblem(RomProblem.Kind.CHECKSUM, 0)), OptionRom.parse(patched).problems());
        assertFalse(OptionRom.parse(patched).images().getFirst().checksumOk());
        assertEquals(RomProblem.Kind.NO_SIGNATURE, OptionRom.parse(new byte[4096]).problems().getFirst().kind());
        assertEquals(RomProblem.Kind.NO_SIGNATURE, OptionRom.parse(new byte[0]).problems().getFirst().kind());
        byte[] isa = new byte[1024];
        isa[0] = 0x55;
        isa[1] = (byte) 0xaa;
        assertEquals(RomProblem.Kind.NO_DATA_STRUCTURE, OptionRom.parse(isa).problems().getFirst().kind());
    }

    @Test
    void deviceListNamesFurtherCards() {
        RomImage image = OptionRom.parse(RomWriter.withDeviceList(0x8086, 1, 0x10, 0x20)).images().getFirst();
        assertEquals(List.of(0x10, 0x20), image.deviceList());
        assertEquals(RomImage.Fit.LISTED, image.fit(0x8086, 0x20));
    }

    @Test
    void nvidiaTellsTheTrueLengthBehindTheStructure() {
        byte[] image = RomWriter.legacy(0x10de, 1, true);
        image[0x20 + 0x10] = 1;
        System.arraycopy("NPDE".getBytes(), 0, image, 0x40, 4);
        image[0x48] = 2;
        image[0x4a] = (byte) 0x80;
        RomImage read = OptionRom.parse(image).images().getFirst();
        assertEquals(1024, read.length());
        assertTrue(read.last());
    }

    @Test
    void comparesDumps() {
        byte[] file = RomWriter.join(RomWriter.legacy(0x10de, 1, false), RomWriter.efi(0x10de, 1, false));
        assertEquals(RomComparison.Result.SAME,
                RomComparison.of(RomWriter.join(new byte[64], file), RomWriter.join(file, new byte[512])).result());
        byte[] shadow = file.clone();
        shadow[0x200] ^= 1;
        assertEquals(new RomComparison(RomComparison.Result.SAME_BUT_LEGACY, 0x200, 1), RomComparison.of(file, shadow));
        shadow[1024 + 0x100] ^= 1;
        assertEquals(new RomComparison(RomComparison.Result.DIFFERENT, 0x200, 2), RomComparison.of(file, shadow));
        assertEquals(RomComparison.Result.CUT_OFF, RomComparison.of(file, Arrays.copyOf(file, 1500)).result());
        assertEquals(RomComparison.Result.NOT_COMPARABLE, RomComparison.of(file, new byte[9]).result());
    }

    @Test
    void damageNeverThrows() {
        byte[] seed = RomWriter.join(new byte[100], RomWriter.legacy(0x10de, 1, false),
                RomWriter.withDeviceList(1, 2, 3), RomWriter.efi(0x10de, 1, false));
        byte[] table = RomWriter.vfct(seed);
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = damage(seed, random);
            OptionRom.parse(damaged).cut(damaged);
            RomComparison.of(seed, damaged);
            byte[] damagedTable = damage(table, random);
            Vfct.parse(damagedTable).entries().forEach(entry -> entry.rom(damagedTable));
        }
    }

    private static byte[] damage(byte[] seed, Random random) {
        byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
        for (int count = random.nextInt(20); count > 0 && damaged.length > 0; count--) {
            damaged[random.nextInt(Math.min(damaged.length, random.nextBoolean() ? 400 : seed.length))] =
                    (byte) random.nextInt(256);
        }
        return damaged;
    }

    /** Writes images. */
    static final class RomWriter {

        private RomWriter() {
        }

        static byte[] legacy(int vendor, int device, boolean last) {
            byte[] image = image(vendor, device, 0, last);
            image[2] = 2;
            int sum = 0;
            for (byte one : image) {
                sum += one;
            }
            image[1023] = (byte) -sum;
            return image;
        }

        static byte[] efi(int vendor, int device, boolean compressed) {
            byte[] image = image(vendor, device, 3, true);
            image[2] = 2;
            image[4] = (byte) 0xf1;
            image[5] = 0x0e;
            image[8] = 11;
            image[10] = 0x64;
            image[11] = (byte) 0x86;
            image[12] = (byte) (compressed ? 1 : 0);
            image[0x16] = 0x60;
            return image;
        }

        static byte[] withDeviceList(int vendor, int device, int... list) {
            byte[] image = image(vendor, device, 3, false);
            efiHeader(image);
            image[0x2c] = 3;
            image[0x28] = 0x40;
            for (int index = 0; index < list.length; index++) {
                image[0x60 + 2 * index] = (byte) list[index];
                image[0x61 + 2 * index] = (byte) (list[index] >> 8);
            }
            return image;
        }

        private static void efiHeader(byte[] image) {
            image[4] = (byte) 0xf1;
            image[5] = 0x0e;
        }

        private static byte[] image(int vendor, int device, int codeType, boolean last) {
            byte[] image = new byte[1024];
            image[0] = 0x55;
            image[1] = (byte) 0xaa;
            image[0x18] = 0x20;
            System.arraycopy("PCIR".getBytes(), 0, image, 0x20, 4);
            image[0x24] = (byte) vendor;
            image[0x25] = (byte) (vendor >> 8);
            image[0x26] = (byte) device;
            image[0x27] = (byte) (device >> 8);
            image[0x2a] = 0x1c;
            image[0x2f] = 3;
            image[0x30] = 2;
            image[0x34] = (byte) codeType;
            image[0x35] = (byte) (last ? 0x80 : 0);
            return image;
        }

        /** A table with one adapter at 0000:0b:00.0. */
        static byte[] vfct(byte[] rom) {
            byte[] table = new byte[76 + 28 + rom.length];
            System.arraycopy("VFCT".getBytes(), 0, table, 0, 4);
            put(table, 4, table.length);
            put(table, 52, 76);
            put(table, 76, 0x0b);
            put(table, 88, 0x731f_1002);
            put(table, 92, 0x0e36_1da2);
            put(table, 100, rom.length);
            System.arraycopy(rom, 0, table, 104, rom.length);
            return table;
        }

        private static void put(byte[] table, int at, int value) {
            for (int index = 0; index < 4; index++) {
                table[at + index] = (byte) (value >> 8 * index);
            }
        }

        static byte[] join(byte[]... parts) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            return all.toByteArray();
        }
    }
}
