package org.underpass.rules;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Option ROMs, written by hand after the PCI Firmware Specification 3.3, section 5. */
final class Roms {
    private static final int SIZE = 512;

    private Roms() {
    }

    /** One image of 512 bytes for each code type: 0 for a PC BIOS, 3 for UEFI. */
    static byte[] of(int vendor, int device, int... codeTypes) {
        ByteBuffer rom = ByteBuffer.allocate(SIZE * codeTypes.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < codeTypes.length; i++) {
            int at = i * SIZE;
            rom.putShort(at, (short) 0xaa55).put(at + 2, (byte) 1).putShort(at + 0x18, (short) 0x40);
            if (codeTypes[i] == 3) {
                rom.putShort(at + 2, (short) 1).putInt(at + 4, 0x0ef1).putShort(at + 8, (short) 11)
                        .putShort(at + 10, (short) 0x8664).putShort(at + 0x16, (short) 0x80);
            }
            rom.position(at + 0x40);
            rom.put("PCIR".getBytes(StandardCharsets.US_ASCII));
            rom.putShort((short) vendor).putShort((short) device).putShort((short) 0).putShort((short) 0x18);
            rom.put((byte) 0).put(new byte[] {0, 0, 3}).putShort((short) 1).putShort((short) 0);
            rom.put((byte) codeTypes[i]).put((byte) (i == codeTypes.length - 1 ? 0x80 : 0));
            int sum = 0;
            for (int b = at; b < at + SIZE; b++) {
                sum += rom.get(b);
            }
            rom.put(at + SIZE - 1, (byte) -sum);
        }
        return rom.array();
    }

    /** The same with what a flash tool writes before it. */
    static byte[] withHeader(byte[] rom) {
        byte[] start = "NVGI".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(SIZE + rom.length).put(start).position(SIZE).put(rom).array();
    }
}
