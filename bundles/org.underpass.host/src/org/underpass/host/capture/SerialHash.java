package org.underpass.host.capture;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.underpass.pci.Capability;
import org.underpass.pci.Capabilities;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.DeviceSerialNumber;

/**
 * PCI serial numbers that nobody can read back but everybody can compare: the first 64 bits of the SHA-256 of the
 * sixteen lower-case hex digits, which is what {@code serialHash} of a profile begins with.
 */
public final class SerialHash {
    /** Behind the header of the capability (PCI Express Base Specification, 7.9.3). */
    private static final int NUMBER = 4;

    private SerialHash() {
    }

    /** What stands for a serial number. */
    public static long of(long serial) {
        try {
            byte[] digits = HexFormat.of().toHexDigits(serial).getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(digits);
            return HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(hash, 0, Long.BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A copy of a configuration space with its serial number replaced; the same array where it has none. */
    static byte[] replaceIn(byte[] config) {
        byte[] changed = config;
        for (Capability capability : Capabilities.decode(ConfigSpace.of(config))) {
            if (capability instanceof DeviceSerialNumber number) {
                long hash = of(number.serialNumber());
                changed = changed == config ? config.clone() : changed;
                for (int i = 0; i < Long.BYTES; i++) {
                    changed[number.offset() + NUMBER + i] = (byte) (hash >> 8 * i);
                }
            }
        }
        return changed;
    }
}
