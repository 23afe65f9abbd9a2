package org.underpass.start.connect;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the launcher must know about the headless bundles of an installation, so that no jar need be opened.
 *
 * <p>Which bundles are headless is said by the feature {@code org.underpass.headless}; the order is the feature's.
 *
 * @param jvm the JVM's version for which the generation was made
 * @param framework the framework's jar; on the class path, but not one of the bundles
 * @param bundles the headless bundles
 */
record BundleIndex(String jvm, Path framework, List<ConnectedBundle> bundles) {
    private static final String FEATURE = "org.underpass.headless";
    private static final String FRAMEWORK = "org.eclipse.osgi";
    private static final int FORMAT = 1;

    BundleIndex {
        bundles = List.copyOf(bundles);
    }

    /** The version of the JVM that runs us. */
    static String runningJvm() {
        return System.getProperty("java.home") + " " + System.getProperty("java.vm.version");
    }

    /** Whether every jar, and the JVM, is still what was indexed. */
    boolean current() {
        return jvm.equals(runningJvm()) && bundles.stream().allMatch(ConnectedBundle::current);
    }

    /** A few bytes that differ when a bundle does; the framework's store is good for one of these. */
    String key() {
        var key = new StringBuilder();
        for (ConnectedBundle bundle : bundles) {
            key.append(bundle.jar()).append('\t').append(bundle.size()).append('\t').append(bundle.modified())
                    .append('\n');
        }
        return key.toString();
    }

    List<Path> classPath() {
        var paths = new ArrayList<Path>();
        paths.add(framework);
        bundles.forEach(bundle -> paths.add(bundle.jar()));
        return paths;
    }

    /** Reads an installation's features and manifests. */
    static BundleIndex of(Path home) throws IOException {
        Map<String, Path> jars = jarsByName(home.resolve("plugins"));
        var bundles = new ArrayList<ConnectedBundle>();
        Path framework = null;
        for (String name : featurePlugins(home)) {
            Path jar = jars.get(name);
            if (jar == null) {
                throw new IOException(home.resolve("plugins") + ": the jar of " + name + " is missing");
            }
            if (name.equals(FRAMEWORK)) {
                framework = jar;
            } else {
                bundles.add(read(jar));
            }
        }
        if (framework == null) {
            throw new IOException(home.resolve("features") + ": " + FEATURE + " does not name " + FRAMEWORK);
        }
        return new BundleIndex(runningJvm(), framework, bundles);
    }

    private static Map<String, Path> jarsByName(Path plugins) throws IOException {
        var jars = new LinkedHashMap<String, Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(plugins, "*.jar")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int version = name.lastIndexOf('_');
                // The newest wins where an update left an older one.
                jars.merge(version < 0 ? name : name.substring(0, version), file,
                        (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        return jars;
    }

    private static List<String> featurePlugins(Path home) throws IOException {
        var features = new TreeSet<Path>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.resolve("features"), FEATURE + "_*")) {
            folders.forEach(features::add);
        }
        if (features.isEmpty()) {
            throw new IOException(home.resolve("features") + ": no feature " + FEATURE);
        }
        // A pattern instead of a parser: the XML parser would cost this first start 100 ms, and the build writes the file.
        Matcher plugin = Pattern.compile("<plugin\\s+id=\"([^\"]+)\"")
                .matcher(Files.readString(features.last().resolve("feature.xml")));
        var names = new ArrayList<String>();
        while (plugin.find()) {
            names.add(plugin.group(1));
        }
        return names;
    }

    private static ConnectedBundle read(Path jar) throws IOException {
        var attributes = Files.readAttributes(jar, BasicFileAttributes.class);
        var headers = new LinkedHashMap<String, String>();
        try (var file = new JarFile(jar.toFile(), false)) {
            Attributes main = file.getManifest().getMainAttributes();
            main.forEach((name, value) -> headers.put(name.toString(), value.toString()));
        }
        if (!headers.containsKey("Bundle-SymbolicName")) {
            throw new IOException(jar + ": not an OSGi bundle");
        }
        return new ConnectedBundle(jar, attributes.size(), attributes.lastModifiedTime().toMillis(), headers);
    }

    /** Reads what {@link #save} wrote; any damage is an {@code IOException}. */
    static BundleIndex load(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != FORMAT) {
                throw new IOException(file + ": another format");
            }
            String jvm = in.readUTF();
            Path framework = Path.of(in.readUTF());
            int count = in.readInt();
            var bundles = new ArrayList<ConnectedBundle>();
            for (int i = 0; i < count; i++) {
                Path jar = Path.of(in.readUTF());
                long size = in.readLong();
                long modified = in.readLong();
                int entries = in.readInt();
                var headers = new LinkedHashMap<String, String>();
                for (int j = 0; j < entries; j++) {
                    headers.put(in.readUTF(), readLong(in));
                }
                bundles.add(new ConnectedBundle(jar, size, modified, headers));
            }
            return new BundleIndex(jvm, framework, bundles);
        }
    }

    void save(Path file) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(FORMAT);
            out.writeUTF(jvm);
            out.writeUTF(framework.toString());
            out.writeInt(bundles.size());
            for (ConnectedBundle bundle : bundles) {
                out.writeUTF(bundle.jar().toString());
                out.writeLong(bundle.size());
                out.writeLong(bundle.modified());
                out.writeInt(bundle.headers().size());
                for (Map.Entry<String, String> header : bundle.headers().entrySet()) {
                    out.writeUTF(header.getKey());
                    writeLong(out, header.getValue());
                }
            }
        }
    }

    /** A header may pass the 64 KiB that {@code writeUTF} can carry. */
    private static void writeLong(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readLong(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
