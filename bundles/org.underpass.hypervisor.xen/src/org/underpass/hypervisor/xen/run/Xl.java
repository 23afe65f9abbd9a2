package org.underpass.hypervisor.xen.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * The program xl, and how long it may take.
 *
 * @param program a path, or a name to look for
 * @param limit   for calls that only ask; they take milliseconds on a machine, seconds under emulation
 */
public record Xl(String program, Duration limit) {
    /** Names another program, or where it is. */
    public static final String VARIABLE = "UNDERPASS_XL";
    private static final Duration USUAL = Duration.ofSeconds(20);
    /** Where distributions put it; {@code sbin} is not on every user's PATH. */
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin",
            "/usr/local/bin");
    private static final int MOST = 256 << 10;

    /**
     * What xl said.
     *
     * @param status its exit status
     */
    record Answer(int status, String output, String errors) {
        boolean well() {
            return status == 0;
        }

        String all() {
            return output + errors;
        }
    }

    /** The installed one, or the one that the environment names. */
    public static Xl of(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        return new Xl(given.isEmpty() ? "xl" : given, USUAL);
    }

    /** Where it is; absent where it is not installed. */
    public Optional<Path> find() {
        return find(program);
    }

    static Optional<Path> find(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        return FOLDERS.stream().map(f -> Path.of(f, name)).filter(Files::isExecutable).findFirst();
    }

    /** Asks something within the usual time. */
    Answer ask(String... words) throws GuestException {
        return ask(limit, words);
    }

    /**
     * Runs it to its end.
     *
     * @throws GuestException REFUSED where it cannot be run, SILENT where it took longer, and was killed
     */
    Answer ask(Duration most, String... words) throws GuestException {
        List<String> command = new ArrayList<>(List.of(find().orElseThrow(() -> new GuestException(Kind.REFUSED,
                "xl is not installed (" + program + ")")).toString()));
        command.addAll(List.of(words));
        // Files, not pipes: the process that xl leaves behind to look after a guest would hold those open.
        Path out = null;
        Path errors = null;
        try {
            out = Files.createTempFile("underpass-xl", ".out");
            errors = Files.createTempFile("underpass-xl", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile()).redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C");
            int status = run(builder, most, words[0]);
            return new Answer(status, text(out), text(errors));
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, "xl cannot be run: " + failure.getMessage(), failure);
        } finally {
            delete(out);
            delete(errors);
        }
    }

    private int run(ProcessBuilder builder, Duration most, String verb) throws IOException, GuestException {
        Process process = builder.start();
        boolean done = false;
        try {
            done = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new GuestException(Kind.FAILED, "xl " + verb + " was interrupted", stop);
        } finally {
            if (!done) {
                process.destroyForcibly();
            }
        }
        if (!done) {
            throw new GuestException(Kind.SILENT, "xl " + verb + " did not answer within " + seconds(most)
                    + "; xl waits for ever where xenstored does not run");
        }
        return process.exitValue();
    }

    static String seconds(Duration time) {
        return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // The system sweeps its folder for such files.
            return;
        }
    }

    /** The guests that Xen has, dom0 among them. */
    List<Domain> domains() throws GuestException {
        Answer answer = ask("list", "-v");
        if (!answer.well()) {
            throw XlWords.failure("xl list failed", answer);
        }
        return Domain.parse(answer.output());
    }

    /** What Xen tells of itself. */
    public XlInfo info() throws GuestException {
        Answer answer = ask("info");
        if (!answer.well()) {
            throw XlWords.failure("xl info failed", answer);
        }
        return XlInfo.parse(answer.output());
    }
}
