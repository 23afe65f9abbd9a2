package org.underpass.iommu.acpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What iasl's disassembly of a data table says, line by line. */
final class IaslListing {
    /**
     * A line.
     *
     * @param offset where the field lies; for a bit without an offset of its own, that of the flags before it
     * @param length in bytes; 0 for a bit
     */
    record Line(int offset, int length, String name, String value) {
        boolean isText() {
            return value.startsWith("\"");
        }

        String text() {
            return value.substring(1, value.lastIndexOf('"'));
        }

        long number() {
            return Long.parseUnsignedLong(value.split("[ \\[]")[0], 16);
        }
    }

    private static final Pattern FIELD = Pattern.compile(
            "\\[([0-9A-Fa-f]+)h \\d+ +([0-9A-Fa-f]+)h?\\] +(.+?) : (.*)");
    private static final Pattern BIT = Pattern.compile(" {20,}(\\S.*?) : ([0-9A-Fa-f]+)");

    private IaslListing() {
    }

    static List<Line> read(Path dsl) throws IOException {
        List<Line> lines = new ArrayList<>();
        int flagsAt = 0;
        for (String text : Files.readAllLines(dsl, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            if (text.startsWith("Raw Table Data")) {
                break;
            }
            Matcher field = FIELD.matcher(text);
            Matcher bit = BIT.matcher(text);
            if (field.matches()) {
                flagsAt = Integer.parseInt(field.group(1), 16);
                lines.add(new Line(flagsAt, Integer.parseInt(field.group(2), 16), field.group(3).trim(),
                        field.group(4).replaceAll(" +\\[.*", "").trim()));
            } else if (bit.matches()) {
                lines.add(new Line(flagsAt, 0, bit.group(1).trim(), bit.group(2)));
            }
        }
        return lines;
    }
}
