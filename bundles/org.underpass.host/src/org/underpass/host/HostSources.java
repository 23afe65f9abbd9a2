package org.underpass.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.host.HostException.Kind;
import org.underpass.host.ssh.SshAddress;
import org.underpass.host.ssh.SshCapture;
import org.underpass.host.tree.ArchiveTree;
import org.underpass.host.tree.ArchiveTree.Packing;
import org.underpass.host.tree.DemoTree;
import org.underpass.host.tree.DiskTree;
import org.underpass.host.tree.LiveTree;
import org.underpass.host.tree.MemoryTree;
import org.underpass.host.write.SimulatedMachine;
import org.underpass.host.write.StateFolder;
import org.underpass.pci.LspciText;
import org.underpass.pci.PciTextException;

/**
 * Turns the words of {@code --host} into a {@link Host}. Opening a folder or the live machine costs next to nothing,
 * as facts are read later; an archive is read into memory at once, in at most seconds however hostile it is.
 */
public final class HostSources {

    /**
     * A simulated machine that ships with the product.
     *
     * @param name        the word after {@code demo:}
     * @param description one sentence for people
     */
    public record Demo(String name, String description) {
    }

    private static final List<Demo> DEMOS = List.of(
            new Demo("workstation", "Two graphics cards, everything right: one card can be given to a guest as it is"),
            new Demo("desktop", "Two graphics cards in daily use: the better one can be switched to a guest and back"),
            new Demo("laptop", "Two graphics chips that share one screen, and firmware without an IOMMU: it can't"),
            new Demo("board", "A card behind a port that shares its group, and a boot picture on it: it needs work"));

    private HostSources() {
    }

    /** The simulated machines. */
    public static List<Demo> demos() {
        return DEMOS;
    }

    /**
     * Opens a host.
     *
     * @param host {@code live}; {@code demo:NAME}; {@code ssh://user@name}, which runs the capture script there; or
     *     the path of a folder that holds a captured root, of an archive of one, or of a text from lspci
     * @throws HostException with one line that says what is wrong and what was expected
     */
    public static Host open(String host) throws HostException {
        return open(host, Optional.empty());
    }

    /**
     * Opens a host as {@link #open(String)} does.
     *
     * @param state where it is kept what was done to simulated machines; absent: where the environment of this process
     *     says
     */
    public static Host open(String host, Optional<StateFolder> state) throws HostException {
        if (host.equals("live")) {
            return Host.of("live", new HostOrigin(HostOrigin.Kind.LIVE, "this machine"), new LiveTree(),
                    name -> Optional.empty());
        }
        if (host.startsWith("demo:")) {
            return demo(host, state);
        }
        if (host.startsWith("ssh://")) {
            return remote(host);
        }
        if (host.isEmpty()) {
            throw new HostException(Kind.USAGE, "the host's name is empty; expected live, demo:NAME or a path");
        }
        Path path;
        try {
            path = Path.of(host);
        } catch (InvalidPathException e) {
            throw new HostException(Kind.USAGE, "not a path: " + e.getReason());
        }
        try {
            return open(path, host);
        } catch (NoSuchFileException e) {
            throw new HostException(Kind.MALFORMED, host + ": there is no such file; expected a folder with a captured "
                    + "root, an archive of one, or a text from lspci", e);
        } catch (AccessDeniedException e) {
            throw new HostException(Kind.REFUSED, host + ": permission denied", e);
        } catch (PciTextException e) {
            throw new HostException(Kind.MALFORMED, e.getMessage(), e);
        } catch (IOException e) {
            throw new HostException(Kind.MALFORMED, host + ": " + message(e), e);
        }
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** A folder that holds a captured root. */
    public static Host open(Path folder) throws HostException {
        return open(folder.toString());
    }

    private static Host open(Path path, String given) throws IOException, HostException {
        if (Files.isDirectory(path)) {
            Path root = capturedRoot(path).orElseThrow(() -> new HostException(Kind.MALFORMED,
                    given + ": expected a captured root with sys/ or proc/ in this folder"));
            return Host.of(name(path), new HostOrigin(HostOrigin.Kind.FOLDER, given), new DiskTree(root, false),
                    file -> beside(root, file));
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(given);
        }
        if (!Files.isRegularFile(path)) {
            throw new HostException(Kind.MALFORMED, given + ": expected a folder or a regular file");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(512);
        }
        Packing packing = Packing.of(start);
        String lower = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (packing == Packing.NONE && !lower.endsWith(".tar") && !lower.contains(".tar.") && !lower.endsWith(".tgz")) {
            return text(path, given);
        }
        if (packing == Packing.NONE) {
            throw new HostException(Kind.MALFORMED, given + ": offset 0: expected a tar archive, plain or packed with "
                    + "gzip, bzip2, xz or zstd");
        }
        FileTree tree = ArchiveTree.read(path, packing);
        Path folder = path.toAbsolutePath().getParent();
        return Host.of(name(path), new HostOrigin(HostOrigin.Kind.ARCHIVE, given), tree, file -> beside(folder, file));
    }

    private static Host remote(String host) throws HostException {
        SshAddress address = SshAddress.parse(host).orElseThrow(() -> new HostException(Kind.USAGE, "'" + host
                + "' is no machine; expected ssh://user@name or ssh://user@name:port"));
        byte[] archive = SshCapture.take(address);
        try {
            return Host.of(address.name(), new HostOrigin(HostOrigin.Kind.ARCHIVE, address.toString()),
                    ArchiveTree.read(archive), file -> Optional.empty());
        } catch (IOException e) {
            throw new HostException(Kind.MALFORMED, address + ": what it sent is no capture: " + message(e), e);
        }
    }

    private static Host text(Path path, String given) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Files.newInputStream(path),
                StandardCharsets.UTF_8))) {
            LspciText text = LspciText.read(in, given);
            return Host.ofText(name(path), new HostOrigin(HostOrigin.Kind.TEXT, given), MemoryTree.empty(), text,
                    path.getFileName().toString());
        }
    }

    private static Host demo(String host, Optional<StateFolder> state) throws HostException {
        String name = known(host);
        MemoryTree tree = DemoTree.read(name);
        StateFolder folder = state.orElseGet(() -> StateFolder.of(System.getenv()));
        FileTree shown = SimulatedMachine.isChanged(folder.of(host)) ? changed(host, folder) : tree;
        return Host.of(name, new HostOrigin(HostOrigin.Kind.DEMO, host), shown, file -> Optional.empty());
    }

    private static FileTree changed(String host, StateFolder folder) throws HostException {
        try {
            return SimulatedMachine.of(host, folder).tree();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new HostException(Kind.MALFORMED, host + ": what was done to it, in " + folder.of(host) + ", cannot be read: "
                    + e.getMessage(), e);
        }
    }

    /** The name of a simulated machine in {@code demo:NAME}. */
    private static String known(String host) throws HostException {
        String name = host.substring("demo:".length());
        if (DEMOS.stream().noneMatch(demo -> demo.name.equals(name))) {
            throw new HostException(Kind.USAGE, "there is no simulated machine \"" + name + "\"; expected one of "
                    + String.join(", ", DEMOS.stream().map(Demo::name).toList()));
        }
        return name;
    }

    /** The folder itself, or the only folder in it, where that holds a root. */
    private static Optional<Path> capturedRoot(Path folder) throws IOException {
        if (holdsRoot(folder)) {
            return Optional.of(folder);
        }
        List<Path> inner;
        try (Stream<Path> entries = Files.list(folder)) {
            inner = entries.filter(HostSources::holdsRoot).limit(2).toList();
        }
        return inner.size() == 1 ? Optional.of(inner.getFirst()) : Optional.empty();
    }

    private static boolean holdsRoot(Path folder) {
        return Files.isDirectory(folder.resolve("sys")) || Files.isDirectory(folder.resolve("proc"));
    }

    /** ACPI tables are tens of kilobytes at most. */
    private static Optional<byte[]> beside(Path folder, String name) {
        try {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file) && Files.size(file) <= 1 << 20 ? Optional.of(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The file's name without its endings. */
    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "root" : last.toString();
        for (String ending : List.of(".gz", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".txt")) {
            name = name.length() > ending.length() && name.endsWith(ending)
                    ? name.substring(0, name.length() - ending.length()) : name;
        }
        return name;
    }
}
