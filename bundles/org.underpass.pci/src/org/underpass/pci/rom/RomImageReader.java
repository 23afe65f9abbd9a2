package org.underpass.pci.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one image: ROM header, PCI data structure, EFI header. */
final class RomImageReader {

    private static final int BLOCK = 512;
    private static final long EFI_SIGNATURE = 0x0ef1;
    private static final int MOST_DEVICES = 512;

    private RomImageReader() {
    }

    /** Null where the image has no PCI data structure, after saying so. */
    static RomImage read(RomBytes bytes, int at, List<RomProblem> problems) {
        int structure = at + bytes.u16(at + 0x18);
        if (!bytes.isDataStructure(structure)) {
            problems.add(new RomProblem(RomProblem.Kind.NO_DATA_STRUCTURE, at + 0x18));
            return null;
        }
        int length = bytes.u16(structure + 0x10) * BLOCK;
        boolean last = (bytes.u8(structure + 0x15) & 0x80) != 0;
        int codeType = bytes.u8(structure + 0x14);
        int revision = bytes.u8(structure + 0x0c);
        // NVIDIA splits images over 64 KiB and tells the true length behind the data structure, on a 16-byte boundary
        // (drivers/gpu/drm/nouveau/nvkm/subdev/bios/npde.c).
        int extension = at + (structure - at + bytes.u16(structure + 0x0a) + 15 & ~15);
        if (bytes.isText(extension, "NPDE") && bytes.has(extension, 11)) {
            length = bytes.u16(extension + 8) * BLOCK;
            last = (bytes.u8(extension + 10) & 0x80) != 0;
        }
        if (length == 0) {
            problems.add(new RomProblem(RomProblem.Kind.LENGTH_ZERO, structure + 0x10));
        } else if (!bytes.has(at, length)) {
            problems.add(new RomProblem(RomProblem.Kind.CUT_OFF, bytes.length()));
        }
        boolean checksumOk = true;
        if (codeType == RomImage.PC_AT && length > 0 && bytes.has(at, length)) {
            int covered = bytes.u8(at + 2) * BLOCK;
            int end = covered == 0 || covered > length ? at + length : at + covered;
            checksumOk = bytes.sum(at, end) == 0;
            if (!checksumOk) {
                problems.add(new RomProblem(RomProblem.Kind.CHECKSUM, at));
            }
        }
        Optional<RomImage.Efi> efi = Optional.empty();
        if (codeType == RomImage.EFI) {
            if (bytes.u32(at + 4) == EFI_SIGNATURE && bytes.has(at, 0x18)) {
                efi = Optional.of(new RomImage.Efi(bytes.u16(at + 2) * BLOCK, bytes.u16(at + 8), bytes.u16(at + 10),
                        bytes.u16(at + 12), bytes.u16(at + 0x16)));
            } else {
                problems.add(new RomProblem(RomProblem.Kind.NO_EFI_SIGNATURE, at + 4));
            }
        }
        return new RomImage(at, length, codeType, bytes.u16(structure + 4), bytes.u16(structure + 6),
                deviceList(bytes, structure, revision), revision,
                bytes.u8(structure + 0x0d) | bytes.u16(structure + 0x0e) << 8, bytes.u16(structure + 0x12), last,
                checksumOk, efi);
    }

    /** From revision 3 on, the word at 08h points to a list that ends with 0. */
    private static List<Integer> deviceList(RomBytes bytes, int structure, int revision) {
        List<Integer> devices = new ArrayList<>();
        int pointer = bytes.u16(structure + 8);
        if (revision >= 3 && pointer != 0) {
            for (int at = structure + pointer; bytes.u16(at) != 0 && devices.size() < MOST_DEVICES; at += 2) {
                devices.add(bytes.u16(at));
            }
        }
        return devices;
    }
}
