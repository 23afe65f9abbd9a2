package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded damage: no decoder may throw, none may take long, whatever the bytes. */
class MutationTest {

    private static final int ROUNDS = 10_000;

    @Test
    void damagedConfigurationSpaceDecodes() throws IOException {
        List<PciFunction> seeds = new ArrayList<>(seeds());
        Random random = new Random(20_240_601);
        long slowest = 0;
        long fields = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PciFunction seed = seeds.get(random.nextInt(seeds.size()));
            byte[] bytes = damage(seed.config().orElseThrow().bytes(), random);
            long start = System.nanoTime();
            fields += use(ConfigSpace.of(bytes));
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        System.out.println(ROUNDS + " damaged of " + seeds.size() + " seeds, " + fields + " fields, slowest "
                + slowest / 1000 + " us");
        assertTrue(slowest < 1_000_000_000L, "one took " + slowest + " ns");
    }

    @Test
    void noiseDecodes() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(4097)];
            random.nextBytes(bytes);
            if (bytes.length > 0x34) {
                bytes[6] |= 0x10;
                bytes[0x0e] = (byte) random.nextInt(3);
            }
            use(ConfigSpace.of(bytes));
        }
    }

    @Test
    void damagedTextGivesFunctionsOrOneKindOfException() throws IOException {
        String seed = fixture();
        seed = seed.substring(0, seed.indexOf("\n\n", 20_000));
        Random random = new Random(99);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder(seed);
            for (int count = random.nextInt(8); count >= 0; count--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) (random.nextInt(96) + 32));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                    default -> text.insert(at, "\n0000:[8086:10de] ".substring(random.nextInt(10)));
                }
            }
            try {
                LspciText.read(new StringReader(text.toString()), "damaged");
            } catch (PciTextException e) {
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < 1000, refused + " refused");
    }

    /** Everything that reads a configuration space. */
    private static long use(ConfigSpace space) {
        List<Capability> capabilities = Capabilities.decode(space);
        Capabilities.coverage(space, capabilities);
        long fields = Header.fields(space).size();
        for (Capability capability : capabilities) {
            fields += capability.fields().size();
            if (capability instanceof ResizableBar bars) {
                bars.entries().forEach(entry -> assertTrue(entry.currentSize() > 0 && entry.largestSize() > 0));
            }
        }
        BridgeWindow.of(space);
        PciFunctionBuilder builder = PciFunction.at(new PciAddress(0, 1, 0, 0)).config(space);
        if (builder.isComplete()) {
            Topology.of(List.of(builder.build()), Map.of()).pathToRoot(new PciAddress(0, 1, 0, 0));
        }
        return fields;
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1)
                : bytes.length);
        for (int count = random.nextInt(30); count > 0 && damaged.length > 0; count--) {
            int at = random.nextInt(random.nextBoolean() ? damaged.length : Math.min(damaged.length, 0x180));
            damaged[at] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt(256));
        }
        return damaged;
    }

    private static List<PciFunction> seeds() throws IOException {
        List<PciFunction> seeds = new ArrayList<>(LspciText.read(new StringReader(fixture()), "q35").functions());
        Path corpora = CorporaPath.locate("pci/pciutils");
        if (Files.isDirectory(corpora)) {
            for (Path dump : LspciAgreementTest.dumps(corpora)) {
                seeds.addAll(LspciAgreementTest.read(dump));
            }
        }
        return seeds;
    }

    private static String fixture() throws IOException {
        try (InputStream in = MutationTest.class.getResourceAsStream("q35.lspci")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
