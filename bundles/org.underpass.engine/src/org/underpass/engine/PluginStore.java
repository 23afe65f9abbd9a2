package org.underpass.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.start.PluginFolder;

/**
 * The plug-ins of a user: jars in one folder, which every start of the product installs. Installing and removing takes
 * effect in the running product at once.
 *
 * <p>Which folder that is {@link PluginFolder} says. It belongs to the user; nothing here needs privileges.
 */
@Component(service = PluginStore.class)
public final class PluginStore {
    /** How the starter names a plug-in's jar to the framework; a jar keeps its bundle from one start to the next. */
    private static final String LOCATION = "reference:file:";

    private final BundleContext context;
    private final PluginCatalogue catalogue;
    private final PluginFolder started;

    @Activate
    public PluginStore(BundleContext context, @Reference PluginCatalogue catalogue,
            @Reference PluginFolder started) {
        this.context = context;
        this.catalogue = catalogue;
        this.started = started;
    }

    /**
     * One bundle that brings something, or should.
     *
     * @param id       symbolic name; the file name where the jar does not even say that
     * @param version  as the jar says it; absent where it does not
     * @param kind     {@code rule}, {@code quirk} or {@code backend}; {@code several} for more than one,
     *                 {@code none} for nothing
     * @param state    {@code active}, or {@code failed}
     * @param reason   why it is not active, or what of it is not used; absent when all is well
     * @param builtIn  whether it belongs to the product
     * @param rules    ids of its rules
     * @param quirks   ids of its quirks
     * @param backends ids of its backends
     */
    public record Entry(String id, Optional<String> version, String kind, String state, Optional<String> reason,
            boolean builtIn, List<String> rules, List<String> quirks, List<String> backends) {
    }

    /** Everything that brings rules, quirks or backends, and every jar of the folder; sorted, ours first. */
    public List<Entry> list(Path folder) {
        Plugins plugins = catalogue.snapshot();
        Map<String, List<String>> rules = byBundle(plugins.rules());
        Map<String, List<String>> quirks = byBundle(plugins.quirks());
        Map<String, List<String>> backends = byBundle(plugins.hypervisors());
        Map<String, String> problems = new TreeMap<>();
        plugins.rejected().forEach(r -> problems.merge(r.bundle(), r.reason(), (a, b) -> a + "; " + b));

        Map<String, Entry> all = new TreeMap<>(Comparator.comparing((String id) -> !Plugins.isOurs(id))
                .thenComparing(Function.identity()));
        for (Bundle bundle : context.getBundles()) {
            String id = bundle.getSymbolicName();
            boolean brings = rules.containsKey(id) || quirks.containsKey(id) || backends.containsKey(id)
                    || problems.containsKey(id);
            if (id != null && (brings || isIn(bundle, folder))) {
                all.put(id, entry(bundle, rules.getOrDefault(id, List.of()), quirks.getOrDefault(id, List.of()),
                        backends.getOrDefault(id, List.of()), Optional.ofNullable(problems.get(id))));
            }
        }
        for (Path jar : jars(folder)) {
            try {
                PluginJar read = PluginJar.read(jar);
                all.computeIfAbsent(read.id(), id -> new Entry(id, Optional.of(read.version()), "none", "failed",
                        Optional.of(problemAtStart(jar)), false, List.of(), List.of(), List.of()));
            } catch (PluginJar.UnfitException unfit) {
                String name = jar.getFileName().toString();
                all.put(name, new Entry(name, Optional.empty(), "none", "failed", Optional.of(unfit.getMessage()),
                        false, List.of(), List.of(), List.of()));
            }
        }
        return List.copyOf(all.values());
    }

    /**
     * Copies a jar into the folder and starts it. When it cannot be started, or brings nothing, it is taken out again.
     *
     * @return what it brought
     * @throws PluginJar.UnfitException when the file is no plug-in
     * @throws PluginException          when it is one, and does not start
     * @throws OutputException          when the folder cannot be written
     */
    public Entry install(Path jar, Path folder) throws PluginJar.UnfitException, PluginException, OutputException {
        PluginJar read = PluginJar.read(jar);
        if (Plugins.isOurs(read.id())) {
            throw new PluginJar.UnfitException(jar, "its name " + read.id()
                    + " is reserved for the product's own bundles");
        }
        List<Path> former = jarsOf(read.id(), folder);
        Path place = folder.resolve(read.id() + "_" + read.version() + ".jar");
        Map<Path, Path> aside = new TreeMap<>();
        uninstall(read.id());
        try {
            Files.createDirectories(folder);
            for (Path old : former) {
                Path kept = old.resolveSibling("." + old.getFileName() + ".old");
                Files.move(old, kept, StandardCopyOption.REPLACE_EXISTING);
                aside.put(old, kept);
            }
            Path temporary = Files.createTempFile(folder, ".incoming-", ".part");
            try {
                Files.copy(jar, temporary, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            Entry entry = start(read, place, folder);
            for (Path kept : aside.values()) {
                Files.deleteIfExists(kept);
            }
            return entry;
        } catch (PluginException failure) {
            restore(place, aside);
            throw failure;
        } catch (IOException failure) {
            restore(place, aside);
            throw new OutputException("cannot write to the plug-in folder " + folder + ": " + reason(failure), failure);
        }
    }

    /**
     * Stops a plug-in and deletes its jar.
     *
     * @return whether there was one
     */
    public boolean remove(String id, Path folder) throws OutputException {
        List<Path> jars = new ArrayList<>(jarsOf(id, folder));
        for (Path jar : jars(folder)) {
            if (jar.getFileName().toString().equals(id)) {
                jars.add(jar);
            }
        }
        boolean known = uninstall(id) || !jars.isEmpty();
        try {
            for (Path jar : jars) {
                Files.deleteIfExists(jar);
            }
        } catch (IOException failure) {
            throw new OutputException("cannot remove from the plug-in folder " + folder + ": " + reason(failure),
                    failure);
        }
        return known;
    }

    private String problemAtStart(Path jar) {
        return started.jars().stream().filter(j -> j.file().equals(jar)).flatMap(j -> j.problem().stream())
                .findFirst().orElse("it was not there when the product started");
    }

    private Entry start(PluginJar jar, Path place, Path folder) throws PluginException {
        try {
            Bundle bundle = context.installBundle(LOCATION + place.toAbsolutePath());
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException failure) {
            uninstall(jar.id());
            throw new PluginException(new PluginFailure(jar.id(), "starting it", plain(failure)));
        }
        Entry entry = list(folder).stream().filter(e -> e.id().equals(jar.id())).findFirst().orElseThrow();
        if (entry.kind().equals("none")) {
            uninstall(jar.id());
            throw new PluginException(new PluginFailure(jar.id(), "looking for what it brings",
                    new IllegalStateException(entry.reason().orElse("it brings no rule, quirk or backend"))));
        }
        return entry;
    }

    /** The framework's message repeats itself over several lines; the first says what is missing. */
    private static Exception plain(BundleException failure) {
        String text = String.valueOf(failure.getMessage());
        int missing = text.indexOf("Unresolved requirement:");
        String line = (missing >= 0 ? text.substring(missing) : text).lines().findFirst().orElse(text);
        return new IllegalStateException(line.strip());
    }

    private void restore(Path place, Map<Path, Path> aside) {
        try {
            Files.deleteIfExists(place);
            for (Map.Entry<Path, Path> old : aside.entrySet()) {
                Files.move(old.getValue(), old.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException("cannot bring back the former version of a plug-in", failure);
        }
    }

    private boolean uninstall(String id) {
        boolean known = false;
        for (Bundle bundle : context.getBundles()) {
            if (id.equals(bundle.getSymbolicName()) && !Plugins.isOurs(id)) {
                try {
                    bundle.uninstall();
                    known = true;
                } catch (BundleException failure) {
                    throw new IllegalStateException("cannot uninstall " + id, failure);
                }
            }
        }
        return known;
    }

    private static Entry entry(Bundle bundle, List<String> rules, List<String> quirks, List<String> backends,
            Optional<String> problem) {
        int kinds = (rules.isEmpty() ? 0 : 1) + (quirks.isEmpty() ? 0 : 1) + (backends.isEmpty() ? 0 : 1);
        String kind = kinds > 1 ? "several" : !rules.isEmpty() ? "rule" : !quirks.isEmpty() ? "quirk"
                : !backends.isEmpty() ? "backend" : "none";
        boolean resolved = (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.RESOLVED)) != 0;
        Optional<String> reason = problem;
        if (!resolved) {
            reason = Optional.of(whyNot(bundle));
        } else if (kinds == 0 && reason.isEmpty()) {
            reason = Optional.of(bundle.getHeaders("").get("Service-Component") == null
                    ? "it has no Service-Component header, so it brings nothing"
                    : "none of its components provides a rule, a quirk or a backend");
        }
        return new Entry(bundle.getSymbolicName(), Optional.of(bundle.getVersion().toString()), kind,
                resolved && kinds > 0 ? "active" : "failed", reason, Plugins.isOurs(bundle.getSymbolicName()), rules,
                quirks, backends);
    }

    /** Starting is the one way to make the framework say what a bundle lacks. */
    private static String whyNot(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "it was started only now";
        } catch (BundleException failure) {
            return plain(failure).getMessage();
        }
    }

    private static boolean isIn(Bundle bundle, Path folder) {
        return bundle.getLocation().startsWith(LOCATION + folder.toAbsolutePath() + "/");
    }

    private static <T> Map<String, List<String>> byBundle(List<Contribution<T>> all) {
        Map<String, List<String>> byBundle = new TreeMap<>();
        for (Contribution<T> one : all) {
            byBundle.computeIfAbsent(one.bundle(), b -> new ArrayList<>()).add(one.id());
        }
        byBundle.values().forEach(ids -> ids.sort(null));
        return byBundle;
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(p -> p.getFileName().toString().endsWith(".jar")
                    && !p.getFileName().toString().startsWith(".")).sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static List<Path> jarsOf(String id, Path folder) {
        List<Path> all = new ArrayList<>();
        for (Path jar : jars(folder)) {
            try {
                if (PluginJar.read(jar).id().equals(id)) {
                    all.add(jar);
                }
            } catch (PluginJar.UnfitException other) {
                // A broken jar has no id; it is listed and removed by its file name.
                continue;
            }
        }
        return all;
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such folder";
        }
        return failure instanceof FileSystemException f && f.getReason() != null ? f.getReason()
                : failure.getMessage();
    }
}
