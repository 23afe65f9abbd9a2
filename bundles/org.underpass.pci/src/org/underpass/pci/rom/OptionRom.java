package org.underpass.pci.rom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A dump of an option ROM, taken apart.
 *
 * @param images in their order
 * @param start where the first image begins: not 0 where a flasher's or vendor's header comes first
 * @param end one past the last image, as far as the dump reaches
 * @param dumpLength how long the dump is
 * @param header what the bytes before {@code start} are, by their signature
 * @param problems what is not as it should be, by offset
 */
public record OptionRom(List<RomImage> images, int start, int end, int dumpLength, Optional<String> header,
        List<RomProblem> problems) {

    private static final int SIGNATURE = 0xaa55;
    private static final int MOST_IMAGES = 64;

    /** Copies the lists. */
    public OptionRom {
        images = List.copyOf(images);
        problems = List.copyOf(problems);
    }

    /** Any bytes. Linear in their number. */
    public static OptionRom parse(byte[] dump) {
        RomBytes bytes = new RomBytes(dump);
        int start = findStart(bytes);
        if (start < 0) {
            return new OptionRom(List.of(), 0, 0, dump.length, header(dump, dump.length),
                    List.of(new RomProblem(RomProblem.Kind.NO_SIGNATURE, 0)));
        }
        List<RomImage> images = new ArrayList<>();
        List<RomProblem> problems = new ArrayList<>();
        int at = start;
        boolean more = true;
        while (more) {
            RomImage image = RomImageReader.read(bytes, at, problems);
            if (image == null) {
                break;
            }
            images.add(image);
            int next = at + image.length();
            if (image.length() == 0 || next > dump.length || next < at) {
                at = dump.length;
                break;
            }
            at = next;
            if (image.last()) {
                break;
            }
            more = images.size() < MOST_IMAGES && bytes.u16(at) == SIGNATURE;
            if (!more) {
                problems.add(new RomProblem(at >= dump.length ? RomProblem.Kind.NO_LAST_IMAGE
                        : RomProblem.Kind.NO_NEXT_IMAGE, at));
            }
        }
        return new OptionRom(images, start, Math.min(at, dump.length), dump.length, header(dump, start), problems);
    }

    /** The first 55 AA whose pointer leads to a PCI data structure; else a bare 55 AA at the very start. */
    private static int findStart(RomBytes bytes) {
        for (int at = 0; at + 2 <= bytes.length(); at++) {
            if (bytes.u16(at) == SIGNATURE && bytes.isDataStructure(at + bytes.u16(at + 0x18))) {
                return at;
            }
        }
        return bytes.length() >= 2 && bytes.u16(0) == SIGNATURE ? 0 : -1;
    }

    private static Optional<String> header(byte[] dump, int length) {
        if (length == 0) {
            return Optional.empty();
        }
        RomBytes bytes = new RomBytes(dump);
        if (bytes.startsWith("NVGI") || bytes.startsWith("NVIDIA ROM IMAGE FILE")) {
            return Optional.of("NVIDIA image header");
        }
        return Optional.of(bytes.startsWith("ATOM") ? "ATOM header" : "unknown header");
    }

    /** Whether there are bytes before the first image, which a guest's firmware would not skip. */
    public boolean hasHeader() {
        return start > 0;
    }

    /** Whether one of the images is for UEFI. */
    public boolean hasEfi() {
        return images.stream().anyMatch(image -> image.codeType() == RomImage.EFI);
    }

    /** Whether one of the images is for a PC BIOS. */
    public boolean hasLegacy() {
        return images.stream().anyMatch(image -> image.codeType() == RomImage.PC_AT);
    }

    /** From the first image to the end of the last: what {@code romfile} wants. */
    public byte[] cut(byte[] dump) {
        return Arrays.copyOfRange(dump, Math.min(start, dump.length), Math.min(end, dump.length));
    }
}
