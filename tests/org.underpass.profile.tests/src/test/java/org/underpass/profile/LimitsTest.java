package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;

/** Files that mean harm, or are no profiles at all, end in one clear error within a second. */
class LimitsTest {
    @TempDir
    Path folder;

    /** Processor time, not the clock: what else the machine does is no fault of the reader. */
    private static <T> T withinASecond(Supplier<T> work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        T result = work.get();
        long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
        assertTrue(millis < 1000, millis + " ms");
        return result;
    }

    private static ProfileProblem only(ProfileResult result) {
        assertEquals(1, result.problems().size(), result.problems().toString());
        assertTrue(result.partial().isEmpty());
        return result.problems().getFirst();
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = folder.resolve("huge.vm.yaml");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(100L << 20);
        }
        ProfileProblem problem = withinASecond(() -> only(ProfileReader.readFile(file)));
        assertEquals(Code.TOO_LARGE, problem.code());
        assertEquals("the file has 104857600 bytes: a profile has at most 1 MiB", problem.message());
    }

    @Test
    void anEndlessDeviceIsNotReadToItsEnd() {
        Path zero = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.isReadable(zero), "no /dev/zero here");
        ProfileProblem problem = withinASecond(() -> only(ProfileReader.readFile(zero)));
        assertEquals("the file has more than 1 MiB: a profile has at most 1 MiB", problem.message());
    }

    @Test
    void filesThatCannotBeReadSayWhy() throws IOException {
        assertEquals("there is no such file", only(ProfileReader.readFile(folder.resolve("none"))).message());
        assertEquals("is a folder, not a file", only(ProfileReader.readFile(folder)).message());
        Path secret = Files.writeString(folder.resolve("secret"), "underpass: 1");
        Files.setPosixFilePermissions(secret, java.util.Set.of());
        Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
        assertEquals("permission denied", only(ProfileReader.readFile(secret)).message());
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        ProfileResult result = ProfileReader.read("\uFEFFunderpass: 1\nname: x\nmachine: {memory: 1 GiB}\n"
                .getBytes(StandardCharsets.UTF_8), "x.vm.yaml");
        assertEquals(List.of(), result.problems());
        assertEquals(0, result.source().text().indexOf("underpass"));
    }

    static Stream<String> bombs() {
        String start = "underpass: 1\nname: x\nmachine: {memory: 1 GiB}\n";
        int room = ProfileSource.MAX_BYTES - 100;
        StringBuilder chain = new StringBuilder(start + "a0: &a0 [x]\n");
        for (int i = 1; i < 3000; i++) {
            chain.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        return Stream.of("[".repeat(room), "{a: ".repeat(room / 4), "- ".repeat(room / 2), "a: ".repeat(room / 3),
                start + "disks: [" + "x,".repeat(room / 2 - 40) + "]", "\"" + "x".repeat(room),
                chain.toString(), "x".repeat(room), "#".repeat(room), "\n".repeat(room), " ".repeat(room),
                        "? ".repeat(room / 2),
                "&a ".repeat(room / 3), "!t ".repeat(room / 3), "*a ".repeat(room / 3), "|\n" + " x\n".repeat(room / 3),
                "😀".repeat(room / 4), start + "zz: [" + "😀, ".repeat(room / 8) + "]", "a:\n".repeat(room / 3),
                ("k: v\n").repeat(room / 5), "'".repeat(room), "\"\\".repeat(room / 3), "---\n".repeat(room / 4),
                        "<<: *a\n");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void bombsEndWithinASecond(String text) {
        ProfileResult result = withinASecond(() -> ProfileReader.read(
                text.getBytes(StandardCharsets.UTF_8), "bomb.vm.yaml"));
        assertTrue(result.hasErrors());
        assertTrue(result.problems().size() < 300, result.problems().size() + " problems");
        result.problems().forEach(problem -> assertTrue(problem.message().length() < 600, problem.message()));
    }

    @Test
    void noBytesMakeTheReaderThrow() {
        byte[] sample = Fixtures.bytes(Fixtures.resources().resolve("valid/full.vm.yaml"));
        Random random = new Random(42);
        String marks = ":-?[]{},#&*!|>'\"%@`\t\n \\~0x";
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = sample.clone();
            for (int change = 1 + random.nextInt(6); change > 0; change--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextInt(4) == 0 ? (byte) random.nextInt(256)
                        : (byte) marks.charAt(random.nextInt(marks.length()));
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
            ProfileResult result = ProfileReader.read(java.util.Arrays.copyOf(bytes, length), "fuzz.vm.yaml");
            assertFalse(result.problems().isEmpty() && result.profile().isEmpty());
        }
    }
}
