package org.underpass.iommu.debugfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;
import org.underpass.iommu.memory.MemoryFormatException;
import org.underpass.iommu.memory.RegisterDump;

/** The registers of one of several units ({@code iommu_regset}). */
public final class VtdRegset {
    private static final int LONGEST = 1 << 20;

    private VtdRegset() {
    }

    /**
     * The registers of a unit by its name, {@code dmar0}; empty where the text does not have them.
     *
     * @throws IOException when the reader does
     */
    public static Optional<RegisterDump> find(Reader text, String unit) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        StringBuilder own = new StringBuilder();
        boolean within = false;
        for (String line = lines.readLine(); line != null && own.length() < LONGEST; line = lines.readLine()) {
            if (line.startsWith("IOMMU: ")) {
                within = line.startsWith("IOMMU: " + unit + " ");
            } else if (within) {
                own.append(line).append('\n');
            }
        }
        try {
            return Optional.of(RegisterDump.read(new StringReader(own.toString()), unit));
        } catch (MemoryFormatException none) {
            return Optional.empty();
        }
    }
}
