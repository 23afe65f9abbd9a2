package org.underpass.hypervisor.libvirt.run;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Pictures as libvirt gives them, PNG or a portable pixmap, as PNG (RFC 2083); without a desktop's libraries. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Pattern PIXMAP = Pattern.compile("P6\\s+([0-9]{1,5})\\s+([0-9]{1,5})\\s+255\\s",
            Pattern.DOTALL);

    private Png() {
    }

    /**
     * The picture as PNG.
     *
     * @throws IOException for bytes that are neither
     */
    static byte[] of(byte[] picture) throws IOException {
        if (picture.length > SIGNATURE.length
                && java.util.Arrays.equals(picture, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return picture;
        }
        Matcher head = PIXMAP.matcher(new String(picture, 0, Math.min(64, picture.length),
                StandardCharsets.ISO_8859_1));
        if (!head.lookingAt()) {
            throw new IOException("it is neither PNG nor a portable pixmap");
        }
        int width = Integer.parseInt(head.group(1));
        int height = Integer.parseInt(head.group(2));
        if (width == 0 || height == 0 || picture.length - head.end() != 3L * width * height) {
            throw new IOException("it says " + width + "x" + height + " and has " + (picture.length - head.end())
                    + " bytes");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0}); // eight bits, red green blue
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream rows = new DeflaterOutputStream(packed)) {
            for (int y = 0; y < height; y++) {
                rows.write(0);
                rows.write(picture, head.end() + 3 * width * y, 3 * width);
            }
        }
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        DataOutputStream fields = new DataOutputStream(out);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        fields.writeInt(data.length);
        fields.write(name);
        fields.write(data);
        fields.writeInt((int) sum.getValue());
    }
}
