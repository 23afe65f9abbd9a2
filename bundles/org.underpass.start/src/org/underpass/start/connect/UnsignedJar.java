package org.underpass.start.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A copy of a signed jar without its signature: the JVM keeps no class of a signed jar in its cache. */
final class UnsignedJar {
    private UnsignedJar() { }

    /** The jar itself when it is not signed; else a copy of the same name in the folder. */
    static Path of(Path jar, Path folder) throws IOException {
        try (var source = new ZipFile(jar.toFile())) {
            if (source.stream().noneMatch(entry -> isSignature(entry.getName()))) {
                return jar;
            }
            Path copy = folder.resolve(jar.getFileName());
            try (var target = new ZipOutputStream(Files.newOutputStream(copy))) {
                copyEntries(source, target);
            }
            return copy;
        }
    }

    private static void copyEntries(ZipFile source, ZipOutputStream target) throws IOException {
        Enumeration<? extends ZipEntry> entries = source.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (!isSignature(entry.getName())) {
                target.putNextEntry(new ZipEntry(entry.getName()));
                try (var in = source.getInputStream(entry)) {
                    in.transferTo(target);
                }
                target.closeEntry();
            }
        }
    }

    private static boolean isSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("META-INF/") && upper.indexOf('/', 9) < 0
                && (upper.endsWith(".SF") || upper.endsWith(".RSA") || upper.endsWith(".DSA")
                        || upper.endsWith(".EC"));
    }
}
