package org.underpass.host;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a fact was read.
 *
 * @param file   path in the host's tree without a leading slash, such as
 *               {@code sys/bus/pci/devices/0000:01:00.0/driver}; for a file that is not part of the tree, its name
 * @param line   1-based line, where the fact is a line of a text
 * @param offset byte offset, where the fact is a part of binary data
 */
public record Provenance(String file, OptionalInt line, OptionalLong offset) {
    public Provenance {
        Objects.requireNonNull(file);
        Objects.requireNonNull(line);
        Objects.requireNonNull(offset);
    }

    /** A whole file, link or directory. */
    public static Provenance of(String file) {
        return new Provenance(file, OptionalInt.empty(), OptionalLong.empty());
    }

    /** One line of a file. */
    public static Provenance line(String file, int line) {
        return new Provenance(file, OptionalInt.of(line), OptionalLong.empty());
    }

    /** One place in a binary file. */
    public static Provenance offset(String file, long offset) {
        return new Provenance(file, OptionalInt.empty(), OptionalLong.of(offset));
    }

    /** For people: {@code proc/iomem:17}, {@code sys/…/config at 0x34}. */
    @Override
    public String toString() {
        if (line.isPresent()) {
            return file + ":" + line.getAsInt();
        }
        return offset.isPresent() ? file + " at 0x" + Long.toHexString(offset.getAsLong()) : file;
    }
}
