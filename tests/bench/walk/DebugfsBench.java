import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.underpass.iommu.debugfs.VtdDebugfs;
import org.underpass.iommu.debugfs.VtdEntries;
import org.underpass.pci.PciAddress;

/** Reads a text of page tables, the product's way or line by line, each time it is asked to. */
public final class DebugfsBench {
    private DebugfsBench() {
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        BufferedReader questions = new BufferedReader(new java.io.InputStreamReader(System.in));
        PciAddress card = PciAddress.parse("0000:01:00.0");
        VtdEntries.Entry entry = new VtdEntries.Entry("dmar0", 0x1000, card, List.of(0x2001L, 0L),
                List.of(0x3001L, 0x102L), OptionalInt.empty(), List.of());
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            long began = System.nanoTime();
            long[] found = new long[2];
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                if (question.equals("lines")) {
                    for (String line = ((BufferedReader) text).readLine(); line != null;
                            line = ((BufferedReader) text).readLine()) {
                        found[0]++;
                    }
                } else {
                    VtdDebugfs.mappings(text, card, entry, (iova, address, length, permissions) -> {
                        found[0]++;
                        found[1] += length;
                        return true;
                    });
                }
            }
            System.out.println((System.nanoTime() - began) / 1000 + " " + found[0] + " " + found[1]);
        }
    }
}
