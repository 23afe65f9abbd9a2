package org.underpass.host.machines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.underpass.host.FileTree;
import org.underpass.host.tree.MemoryTree;
import org.underpass.host.tree.TreeText;

/** Turns a described machine into captures of every kind: a tree, a folder, an archive. */
public final class Captures {

    private Captures() {
    }

    /** The lab machine as a tree. */
    public static MemoryTree lab() {
        return TreeText.read(new Lab().render(), "lab");
    }

    /** The project's root: tests run in a module's folder or in the root itself. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("bundles/org.underpass.host"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Writes a tree below a folder. */
    public static void writeFolder(FileTree tree, Path folder) throws IOException {
        walk(tree, "", (path, kind, bytes, target) -> {
            Path file = folder.resolve(path);
            switch (kind) {
                case 'd' -> Files.createDirectories(file);
                case 'l' -> Files.createSymbolicLink(file, Path.of(target));
                default -> Files.write(file, bytes);
            }
        });
    }

    /** A tree as a plain tar archive; the same bytes each time. */
    public static byte[] tar(FileTree tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writeTar(tree, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeTar(FileTree tree, OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            walk(tree, "", (path, kind, bytes, target) -> {
                TarArchiveEntry entry = switch (kind) {
                    case 'd' -> new TarArchiveEntry(path + "/");
                    case 'l' -> new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
                    default -> new TarArchiveEntry(path);
                };
                entry.setModTime(0L);
                if (kind == 'l') {
                    entry.setLinkName(target);
                } else if (kind == 'f') {
                    entry.setSize(bytes.length);
                }
                tar.putArchiveEntry(entry);
                if (kind == 'f') {
                    tar.write(bytes);
                }
                tar.closeArchiveEntry();
            });
        }
    }

    private interface Visitor {
        void visit(String path, char kind, byte[] bytes, String target) throws IOException;
    }

    private static void walk(FileTree tree, String directory, Visitor visitor) throws IOException {
        for (String name : tree.list(directory).orElse(List.of())) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (tree.link(path).isKnown()) {
                visitor.visit(path, 'l', null, tree.link(path).orElse(""));
            } else if (tree.list(path).isKnown()) {
                visitor.visit(path, 'd', null, null);
                walk(tree, path, visitor);
            } else {
                visitor.visit(path, 'f', tree.read(path).value().orElseThrow(), null);
            }
        }
    }
}
