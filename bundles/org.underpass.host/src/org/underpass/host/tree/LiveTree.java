package org.underpass.host.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The machine that we run on: its root, and under {@code underpass/} what only programs tell, each run when first
 * asked for, with a limit on time.
 */
public final class LiveTree extends DiskTree {

    private static final Path OWN = Path.of("/underpass");
    private static final Path LOG = OWN.resolve("dmesg");
    private static final Path PROGRAMS = OWN.resolve("programs");
    private static final Path HOLDERS = OWN.resolve("holders");
    private static final Path STATUS = OWN.resolve("stat");
    private static final Set<Path> FILES = Set.of(LOG, PROGRAMS, HOLDERS, STATUS);
    private static final long SECONDS = 3;

    /** The machine's own root. */
    public LiveTree() {
        super(Path.of("/"), true);
    }

    @Override
    protected Node child(Node directory, String name) {
        Path path = directory.path().resolve(name);
        return path.equals(OWN) ? new Node(path, Kind.DIRECTORY)
                : FILES.contains(path) ? new Node(path, Kind.FILE) : super.child(directory, name);
    }

    @Override
    protected byte[] bytes(Node file) throws IOException {
        return file.path().equals(LOG) ? run(List.of("dmesg"))
                : file.path().equals(PROGRAMS) ? versions().getBytes(StandardCharsets.UTF_8)
                : file.path().equals(HOLDERS) ? LiveFiles.holders().getBytes(StandardCharsets.UTF_8)
                : file.path().equals(STATUS) ? LiveFiles.status().getBytes(StandardCharsets.UTF_8) : super.bytes(file);
    }

    @Override
    protected InputStream stream(Node file) throws IOException {
        return file.path().equals(LOG) || file.path().equals(PROGRAMS) ? new ByteArrayInputStream(bytes(file))
                : super.stream(file);
    }

    /** Lines of a name and the first number that the program gives as its version. */
    private static String versions() {
        StringBuilder lines = new StringBuilder();
        for (String program : List.of("qemu-system-x86_64", "libvirtd")) {
            try {
                String text = new String(run(List.of(program, "--version")), StandardCharsets.UTF_8);
                int digit = 0;
                while (digit < text.length() && !Character.isDigit(text.charAt(digit))) {
                    digit++;
                }
                int end = text.indexOf('\n', digit);
                if (digit < text.length()) {
                    lines.append(program).append(' ').append(text, digit, end < 0 ? text.length() : end).append('\n');
                }
            } catch (IOException e) {
                // not installed, so not listed
            }
        }
        return lines.toString();
    }

    private static byte[] run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        Thread watch = new Thread(() -> {
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }, "underpass-" + command.getFirst());
        watch.setDaemon(true);
        watch.start();
        try (InputStream out = process.getInputStream()) {
            byte[] bytes = out.readNBytes(SIZE_LIMIT);
            if (process.waitFor() != 0) {
                throw new IOException(command.getFirst() + " ended with status " + process.exitValue());
            }
            return bytes;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
