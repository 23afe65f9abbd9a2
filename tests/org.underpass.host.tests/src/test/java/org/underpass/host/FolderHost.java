package org.underpass.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a captured root in a folder, file by file. */
final class FolderHost {

    private final Path root;

    FolderHost(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root.resolve("sys"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FolderHost file(String path, String content) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.writeString(root.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FolderHost link(String path, String target) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.createSymbolicLink(root.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A function with its identity and no more. */
    FolderHost function(String address, String vendor, String device, String classCode) {
        String base = "sys/bus/pci/devices/" + address + "/";
        return file(base + "vendor", vendor + "\n").file(base + "device", device + "\n")
                .file(base + "class", classCode + "\n");
    }

    FolderHost attribute(String address, String name, String value) {
        return file("sys/bus/pci/devices/" + address + "/" + name, value);
    }

    Host open() throws HostException {
        return HostSources.open(root);
    }
}
