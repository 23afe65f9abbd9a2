package org.underpass.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** The plug-in folder brought into the framework: {@code reference:file:} bundles, one for each jar. */
public record InstalledPlugins(Path folder, List<PluginJar> jars) implements PluginFolder {
    private static final String SCHEME = "reference:file:";

    /** A jar of the folder as it lies there; two equal ones need not be read again. */
    public record Found(Path file, long size, long modified) { }

    public InstalledPlugins {
        jars = List.copyOf(jars);
    }

    /** The folder's jars, sorted by name; none when there is no such folder. Costs one stat for each. */
    public static List<Found> find(Path folder) {
        var found = new ArrayList<Found>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                found.add(new Found(file, attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException | UncheckedIOException e) {
            // No folder, or none that we may read: no plug-ins. `plugins list` shows which folder was looked at.
            return List.of();
        }
        found.sort((a, b) -> a.file().compareTo(b.file()));
        return found;
    }

    /**
     * Installs what is new, updates what is there already, and starts them all by their activation policy, when all
     * are there, so that they may need each other. Reads every jar.
     */
    public static InstalledPlugins synchronize(BundleContext context, Path folder, List<Found> found) {
        var problems = new ArrayList<Optional<String>>();
        for (Found f : found) {
            problems.add(install(context, f.file()));
        }
        var jars = new ArrayList<PluginJar>();
        for (int i = 0; i < found.size(); i++) {
            Path file = found.get(i).file();
            Optional<String> problem = problems.get(i).or(() -> start(context.getBundle(location(file))));
            jars.add(describe(context, file, problem));
        }
        return new InstalledPlugins(folder, jars);
    }

    /** A jar and its bundle, which is looked up by the jar's location. */
    public static PluginJar describe(BundleContext context, Path file, Optional<String> problem) {
        Bundle bundle = context.getBundle(location(file));
        return new PluginJar(file, bundle == null ? OptionalLong.empty() : OptionalLong.of(bundle.getBundleId()),
                problem);
    }

    /** The location under which a jar is installed. */
    static String location(Path file) {
        return SCHEME + file.toAbsolutePath();
    }

    private static Optional<String> install(BundleContext context, Path file) {
        try {
            requireBundle(file);
            Bundle present = context.getBundle(location(file));
            if (present == null) {
                context.installBundle(location(file));
            } else {
                present.update();
            }
            return Optional.empty();
        } catch (BundleException | IOException | RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    /** The framework takes any zip for a bundle of the old kind; a plug-in has a name and a manifest of today. */
    private static void requireBundle(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null || manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                throw new IOException("not an OSGi bundle: its manifest has no Bundle-SymbolicName");
            }
        }
    }

    private static Optional<String> start(Bundle bundle) {
        if (bundle == null || bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return Optional.empty();
        }
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return Optional.empty();
        } catch (BundleException | RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }
}
