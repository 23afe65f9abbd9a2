package org.underpass.quirks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.Blocked;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.NotMine;
import org.underpass.spi.quirk.Assessment.Ready;
import org.underpass.testkit.Machines;
import org.underpass.testkit.TreeFunction;

/** Every fact of facts.txt on a captured machine that has the device. */
class FactsTest {
    @TempDir
    Path folder;

    /** One device of one line. */
    private record Fact(int number, String ids, int classCode, boolean slot, String kernel, String quirk,
            Set<String> expected) {
    }

    @TestFactory
    Stream<DynamicTest> everyFactHolds() throws IOException {
        return facts().stream().map(fact -> dynamicTest(fact.ids() + " on " + fact.kernel(), () -> check(fact)));
    }

    private void check(Fact fact) {
        Path root = folder.resolve("machine-" + fact.number());
        TreeFunction card = fact.slot() ? Cards.inSlot(root, fact.ids(), fact.classCode())
                : Cards.onRoot(root, fact.ids(), fact.classCode());
        if (!fact.kernel().equals("-")) {
            card.host().kernel(fact.kernel());
        }
        Host host = Machines.open(card.host());
        HostFunction function = host.function(PciAddress.parse(fact.slot() ? Cards.IN_SLOT : Cards.ON_ROOT))
                .orElseThrow();
        assertEquals(fact.expected(), summary(Quirks.named(fact.quirk()).assess(function, host)));
    }

    private static Set<String> summary(Assessment answer) {
        Set<String> words = new TreeSet<>();
        switch (answer) {
            case NotMine n -> words.add("not mine");
            case Blocked b -> words.add("blocked");
            case Ready ready -> {
                for (MethodVerdict verdict : ready.verdicts()) {
                    words.add(verdict.method() + "=" + verdict.verdict().name().toLowerCase(Locale.ROOT));
                }
                ready.knownBad().ifPresent(reason -> words.add("known-bad"));
                ready.settle().ifPresent(time -> words.add("settle=" + time.toMillis()));
                if (words.isEmpty()) {
                    words.add("note");
                }
            }
        }
        return words;
    }

    /** Each device id of the tables stands in facts.txt too, or is one of the two long lists of contested reports. */
    @Test
    void noTableHasADeviceThatNobodyTypedTwice() throws IOException {
        Set<String> typed = new TreeSet<>();
        facts().forEach(fact -> typed.add(fact.quirk() + " " + fact.ids().substring(0, 9)));
        for (var quirk : Quirks.ALL) {
            String id = quirk.info().id();
            if (quirk instanceof TableQuirk table && !Set.of("amd.later", "nvidia.blackwell").contains(id)) {
                for (Row row : table.rows()) {
                    for (int device : row.match().devices()) {
                        String word = id + " %04x:%04x".formatted(row.match().vendor(), device);
                        assertTrue(typed.contains(word) || row.effect() instanceof Effect.Note, word);
                    }
                }
            }
        }
    }

    @Test
    void idsOfQuirksAreUnique() {
        assertEquals(Quirks.ALL.size(), Quirks.ALL.stream().map(q -> q.info().id()).distinct().count());
    }

    private static List<Fact> facts() throws IOException {
        List<Fact> all = new ArrayList<>();
        try (InputStream in = FactsTest.class.getResourceAsStream("facts.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.strip().split(" +");
                    for (String ids : words[0].split(",")) {
                        all.add(new Fact(all.size(), ids, Integer.parseInt(words[1], 16), words[2].equals("slot"),
                                words[3], words[4], new TreeSet<>(Set.of(words[5].split(",")))));
                    }
                }
            }
        }
        return all;
    }
}
