package org.underpass.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a plug-in's jar says of itself. Only the manifest is read, and no more of it than a manifest has; no class is
 * loaded.
 *
 * @param id      Bundle-SymbolicName, without directives
 * @param version Bundle-Version; {@code 0.0.0} when it is not given
 */
public record PluginJar(String id, String version) {
    private static final long LARGEST_JAR = 64L << 20;
    private static final int LARGEST_MANIFEST = 1 << 20;

    /** The file is no plug-in. The message names the file and what was expected. */
    public static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnfitException(Path file, String why) {
            super(file + ": " + why);
        }
    }

    /** Reads the manifest of a jar. */
    public static PluginJar read(Path file) throws UnfitException {
        if (!Files.isRegularFile(file)) {
            throw new UnfitException(file, Files.exists(file) ? "not a file" : "no such file");
        }
        try {
            if (Files.size(file) > LARGEST_JAR) {
                throw new UnfitException(file, "larger than the 64 MiB that a plug-in may have");
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
                if (entry == null) {
                    throw new UnfitException(file, "a jar without META-INF/MANIFEST.MF is no OSGi bundle");
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
                    if (bytes.length > LARGEST_MANIFEST) {
                        throw new UnfitException(file, "its manifest is larger than 1 MiB");
                    }
                    return of(file, new Manifest(new java.io.ByteArrayInputStream(bytes)).getMainAttributes());
                }
            }
        } catch (ZipException broken) {
            throw new UnfitException(file, "not a jar file: " + broken.getMessage());
        } catch (IOException | IllegalArgumentException failure) {
            throw new UnfitException(file, "cannot be read: " + failure.getMessage());
        }
    }

    private static PluginJar of(Path file, Attributes headers) throws UnfitException {
        String name = headers.getValue("Bundle-SymbolicName");
        if (name == null) {
            throw new UnfitException(file, "its manifest has no Bundle-SymbolicName: it is no OSGi bundle");
        }
        String id = name.split(";", 2)[0].strip();
        String version = headers.getValue("Bundle-Version");
        String clean = version == null ? "0.0.0" : version.strip();
        if (!id.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*") || !clean.matches("[0-9]+(\\.[A-Za-z0-9_-]+){0,3}")) {
            throw new UnfitException(file, "its name " + id + " or version " + clean + " is not that of a bundle");
        }
        return new PluginJar(id, clean);
    }
}
