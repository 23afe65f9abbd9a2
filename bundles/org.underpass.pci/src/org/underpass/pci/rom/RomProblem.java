package org.underpass.pci.rom;

/**
 * Something in a dump that is not as it should be.
 *
 * @param kind what
 * @param offset where in the dump
 */
public record RomProblem(Kind kind, long offset) {

    /** What can be wrong. */
    public enum Kind {
        /** There is no 55 AA with a PCI data structure anywhere. */
        NO_SIGNATURE,
        /** Where the next image should begin is no 55 AA. */
        NO_NEXT_IMAGE,
        /** The pointer at 18h does not lead to "PCIR". */
        NO_DATA_STRUCTURE,
        /** The image says that it has no length. */
        LENGTH_ZERO,
        /** The dump ends before the image does. */
        CUT_OFF,
        /** The bytes of a PC-AT image do not add up to 0; Linux and SeaBIOS do not run such an image. */
        CHECKSUM,
        /** An image of type EFI without the EFI signature. */
        NO_EFI_SIGNATURE,
        /** The last image is not marked as such. */
        NO_LAST_IMAGE
    }
}
