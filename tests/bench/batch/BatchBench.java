import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.underpass.testkit.Command;

/** The measured half of {@code batch.py}: one process, the real installation, asked again and again. */
final class BatchBench {
    private static final String HOST = "demo:workstation";

    private BatchBench() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int profiles = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        ask(0, "profile", "new", "vm", "--host", HOST, "--out", folder.toString());
        Path first;
        try (var files = Files.list(folder)) {
            first = files.findFirst().orElseThrow();
        }
        String text = Files.readString(first);
        batch(folder, text, profiles, rounds);
        check(folder, text);
    }

    private static void batch(Path folder, String text, int profiles, int rounds) throws IOException {
        List<String> words = new ArrayList<>(List.of("profile", "build", "--host", HOST, "--backend", "kvm",
                "--dry-run"));
        for (int i = 0; i < profiles; i++) {
            Path file = folder.resolve("machine-" + i + ".vm.yaml");
            Files.writeString(file, text.replaceFirst("name: .*", "name: machine-" + i)
                    .replaceFirst("memory: .*", "memory: " + (2 + i % 12) + " GiB")
                    .replaceFirst("cores: .*", "cores: " + (1 + i % 6)));
            words.add(file.toString());
        }
        for (int round = 0; round < rounds; round++) {
            long cpu = cpu();
            long begin = System.nanoTime();
            Command.Result result = Command.run(words.toArray(String[]::new));
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (result.status() != 0 || !result.out().contains(profiles + " good, 0 bad")) {
                throw new IllegalStateException("not all were built: " + result.err() + result.out().lines()
                        .skip(profiles).toList());
            }
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.println("batch " + seconds + " " + (cpu() - cpu) / 1e9 + " " + heap);
        }
    }

    /** What the editor does after each keystroke, and the reading of the file and the printing besides. */
    private static void check(Path folder, String text) throws IOException {
        StringBuilder large = new StringBuilder(text);
        for (int line = (int) text.lines().count(); line < 500; line++) {
            large.append("# a note in line ").append(line).append(", as people keep them beside their settings\n");
        }
        Path file = folder.resolve("large.vm.yaml");
        double[] times = new double[400];
        for (int i = -300; i < times.length; i++) {
            Files.writeString(file, large.toString().replaceFirst("memory: .*", "memory: " + (2 + (i + 300) % 9)
                    + " GiB"));
            long begin = System.nanoTime();
            ask(0, "profile", "check", file.toString(), "--host", HOST);
            if (i >= 0) {
                times[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(times);
        System.out.println("check " + times[times.length / 2] + " " + times[times.length * 99 / 100]);
    }

    private static void ask(int status, String... words) {
        Command.Result result = Command.run(words);
        if (result.status() != status) {
            throw new IllegalStateException(result.toString());
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
