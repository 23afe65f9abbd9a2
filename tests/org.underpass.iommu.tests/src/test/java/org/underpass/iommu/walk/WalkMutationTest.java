package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever lies in memory and registers: a walk ends in a value, in time. Seeds are fixed. */
class WalkMutationTest {
    private static final int ROUNDS = 20_000;
    /** Tables lie in so little memory that most pointers lead to some table, often to the same again. */
    private static final int PAGES = 24;

    private static long somewhere(Random random) {
        return random.nextInt(PAGES) * 4096L;
    }

    /** Entries as tables have them: a place, flags in the lower bits, rarely something in the upper ones. */
    private static long entry(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextLong();
            case 1 -> 0;
            case 2 -> somewhere(random) | random.nextInt(4096) | (long) random.nextInt(4096) << 52;
            default -> somewhere(random) | random.nextInt(4096) | 3 | random.nextLong() & 0x7L << 61;
        };
    }

    private static PhysicalMemory memory(Random random) {
        TestMemory memory = new TestMemory();
        for (int page = 0; page < PAGES; page++) {
            long fill = entry(random);
            for (int i = 0; i < 512; i++) {
                memory.put(page * 4096L + i * 8, random.nextInt(4) == 0 ? entry(random) : fill);
            }
        }
        return memory;
    }

    private static List<Function<Random, Walker>> walkers() {
        return List.of(
                random -> new VtdWalker(memory(random), new VtdRegisters(random.nextLong(), random.nextLong(),
                        1L << 31, somewhere(random) | random.nextInt(4) << 10)),
                random -> new VtdWalker(memory(random), VtdRegisters.ofRoot(somewhere(random) | 1 << 10)),
                random -> new AmdWalker(memory(random), new AmdRegisters(somewhere(random) | random.nextInt(512), 1)),
                random -> new SmmuWalker(memory(random), new SmmuRegisters(somewhere(random), random.nextInt(1 << 18),
                        1, 0)),
                random -> new SmmuWalker(memory(random), SmmuRegisters.ofStreamTable(somewhere(random))),
                random -> new GartWalker(memory(random), new GartRegisters(random.nextInt(32) | 1, random.nextInt(),
                        somewhere(random) >>> 8)));
    }

    @TestFactory
    List<DynamicTest> walksEnd() {
        return walkers().stream().map(make -> DynamicTest.dynamicTest("kind " + walkers().indexOf(make),
                () -> assertTimeoutPreemptively(Duration.ofSeconds(60), () -> rounds(make)))).toList();
    }

    @Test
    void interruptsEnd() {
        Random random = new Random(8);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < ROUNDS / 50; round++) {
                PhysicalMemory memory = memory(random);
                VtdInterrupts vtd = new VtdInterrupts(memory, random.nextLong() | 1 << 25,
                        somewhere(random) | random.nextInt(4096));
                AmdInterrupts amd = new AmdInterrupts(memory, new AmdRegisters(somewhere(random) | random.nextInt(512),
                        random.nextLong() | 1));
                for (int i = 0; i < 50; i++) {
                    assertTrue(vtd.remap(random.nextInt(), 0xfee0_0000L | random.nextInt(1 << 20), random.nextInt())
                            .walk().size() <= 1);
                    assertTrue(amd.remap(random.nextInt(512), random.nextInt()).walk().size() <= 2);
                }
            }
        });
    }

    private static void rounds(Function<Random, Walker> make) {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS / 50; round++) {
            Walker walker = make.apply(random);
            for (int i = 0; i < 50; i++) {
                OptionalInt pasid = random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt() >>> random.nextInt(32))
                        : OptionalInt.empty();
                Access access = Access.values()[random.nextInt(3)];
                Translation outcome = walker.translate(new Request(random.nextInt() >>> random.nextInt(32), pasid,
                        random.nextLong() >>> random.nextInt(64), access));
                assertTrue(outcome.walk().size() < 100, outcome::toString);
            }
            walker.mappings(random.nextInt(512), OptionalInt.empty(), 50, (a, b, c, d) -> c != 0);
        }
    }
}
