package org.underpass.pci.rom;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One image of an option ROM. PCI Firmware Specification 3.3, section 5.
 *
 * @param offset where it begins in the dump
 * @param length in bytes, by its PCI data structure or NVIDIA's extension of it; may exceed what the dump holds
 * @param codeType Code Type
 * @param vendor Vendor ID
 * @param device Device ID
 * @param deviceList further Device IDs from revision 3 of the data structure
 * @param structureRevision PCI Data Structure Revision
 * @param classCode Class Code, 24 bits
 * @param codeRevision Revision Level of Code/Data
 * @param last whether it says that it is the last
 * @param checksumOk of a PC-AT image, whether its bytes add up to 0; true for others, which have none
 * @param efi the EFI header of an EFI image
 */
public record RomImage(int offset, int length, int codeType, int vendor, int device, List<Integer> deviceList,
        int structureRevision, int classCode, int codeRevision, boolean last, boolean checksumOk,
        Optional<Efi> efi) {

    /** Code Type: Intel x86, PC-AT compatible. */
    public static final int PC_AT = 0;
    /** Code Type: Open Firmware. */
    public static final int OPEN_FIRMWARE = 1;
    /** Code Type: Hewlett-Packard PA-RISC. */
    public static final int PA_RISC = 2;
    /** Code Type: UEFI. */
    public static final int EFI = 3;

    /** Copies the list. */
    public RomImage {
        deviceList = List.copyOf(deviceList);
    }

    /**
     * Header of an EFI image. UEFI Specification 2.10, 14.4.2.
     *
     * @param initializationSize in bytes
     * @param subsystem PE subsystem: 11 boot service driver, 12 runtime driver
     * @param machine PE machine type
     * @param compressionType 0 none, 1 UEFI compression
     * @param imageOffset of the PE image, from the start of this ROM image
     */
    public record Efi(int initializationSize, int subsystem, int machine, int compressionType, int imageOffset) {

        /** Whether the driver is compressed. */
        public boolean compressed() {
            return compressionType == 1;
        }

        /** Name of the machine type: {@code x86-64} and so on. */
        public String machineName() {
            return switch (machine) {
                case 0x014c -> "x86";
                case 0x0200 -> "Itanium";
                case 0x0ebc -> "EFI byte code";
                case 0x01c2 -> "ARM";
                case 0x8664 -> "x86-64";
                case 0xaa64 -> "AArch64";
                case 0x5064 -> "RISC-V 64";
                case 0x6264 -> "LoongArch64";
                default -> "machine 0x" + Integer.toHexString(machine);
            };
        }

        /** Name of the subsystem. */
        public String subsystemName() {
            return switch (subsystem) {
                case 10 -> "application";
                case 11 -> "boot service driver";
                case 12 -> "runtime driver";
                default -> "subsystem " + subsystem;
            };
        }
    }

    /** How well the image's ids fit a card. */
    public enum Fit {
        /** Vendor and device. */
        SAME,
        /** Vendor, and device by the device list. */
        LISTED,
        /** The vendor only. */
        OTHER_DEVICE,
        /** Not even the vendor. */
        OTHER_VENDOR
    }

    /** Compares the image's ids with those of a card. */
    public Fit fit(int cardVendor, int cardDevice) {
        if (vendor != cardVendor) {
            return Fit.OTHER_VENDOR;
        }
        return device == cardDevice ? Fit.SAME : deviceList.contains(cardDevice) ? Fit.LISTED : Fit.OTHER_DEVICE;
    }

    /** Name of the code type. */
    public String codeTypeName() {
        return switch (codeType) {
            case PC_AT -> "PC-AT (x86 BIOS)";
            case OPEN_FIRMWARE -> "Open Firmware";
            case PA_RISC -> "PA-RISC";
            case EFI -> "UEFI";
            default -> "code type " + codeType;
        };
    }

    /** Machine type of an EFI image. */
    public OptionalInt efiMachine() {
        return efi.isPresent() ? OptionalInt.of(efi.get().machine()) : OptionalInt.empty();
    }
}
