package org.underpass.start.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;

/**
 * One of our bundles on the class path: its headers come from the index, its classes from the application class loader,
 * its entries from its jar, which is opened only when somebody asks for one.
 *
 * @param jar the bundle's jar
 * @param size of the jar in bytes, when it was indexed
 * @param modified of the jar in milliseconds, when it was indexed
 * @param headers of its manifest
 */
record ConnectedBundle(Path jar, long size, long modified, Map<String, String> headers) implements ConnectModule {
    static final String SCHEME = "connect:";

    String symbolicName() {
        String header = headers.get("Bundle-SymbolicName");
        int directives = header.indexOf(';');
        return (directives < 0 ? header : header.substring(0, directives)).strip();
    }

    String location() {
        return SCHEME + symbolicName();
    }

    /** Whether the jar is still the one that was indexed; costs one stat. */
    boolean current() {
        try {
            var attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            return attributes.size() == size && attributes.lastModifiedTime().toMillis() == modified;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public ConnectContent getContent() {
        return new Content(this);
    }

    private static final class Content implements ConnectContent {
        private final ConnectedBundle bundle;
        private JarFile opened;

        Content(ConnectedBundle bundle) {
            this.bundle = bundle;
        }

        @Override
        public Optional<Map<String, String>> getHeaders() {
            return Optional.of(bundle.headers);
        }

        @Override
        public Optional<ClassLoader> getClassLoader() {
            return Optional.of(ConnectedBundle.class.getClassLoader());
        }

        @Override
        public Iterable<String> getEntries() throws IOException {
            return jar().stream().map(ZipEntry::getName).toList();
        }

        @Override
        public Optional<ConnectEntry> getEntry(String path) {
            try {
                JarFile jar = jar();
                return Optional.ofNullable(jar.getEntry(path)).map(entry -> new JarPart(jar, entry));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void open() {
            // The jar is opened by the first who asks for an entry.
        }

        @Override
        public synchronized void close() throws IOException {
            if (opened != null) {
                opened.close();
                opened = null;
            }
        }

        private synchronized JarFile jar() throws IOException {
            if (opened == null) {
                opened = new JarFile(bundle.jar.toFile(), false);
            }
            return opened;
        }
    }

    private record JarPart(JarFile jar, ZipEntry entry) implements ConnectContent.ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }

    /** The bundles of an installation, by location. */
    static Map<String, ConnectedBundle> byLocation(List<ConnectedBundle> bundles) {
        var map = new java.util.LinkedHashMap<String, ConnectedBundle>();
        bundles.forEach(bundle -> map.put(bundle.location(), bundle));
        return map;
    }
}
