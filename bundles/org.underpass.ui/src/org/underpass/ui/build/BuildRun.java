package org.underpass.ui.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.SubMonitor;
import org.underpass.engine.Build;
import org.underpass.engine.OutputException;
import org.underpass.engine.PluginException;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.start.Interruption;

/** Builds a profile for some backends and writes the artifacts, all or none. */
final class BuildRun {
    private BuildRun() {
    }

    /** What an artifact is compared with the one of the last build. */
    enum Change {
        NEW("new"), CHANGED("changed"), SAME("as before"), GONE("no longer there");

        private final String words;

        Change(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * One file of the outcome.
     *
     * @param path   below the output folder
     * @param change compared with the last build
     * @param text   its content now; empty when it is gone
     * @param before its content in the last build; absent when it is new
     */
    record Item(String path, String kind, Change change, String text, Optional<String> before) {
        String backend() {
            return path.substring(0, Math.max(0, path.indexOf('/')));
        }
    }

    /**
     * What a build came to. Immutable.
     *
     * @param said    one sentence
     * @param good    whether every backend was built and written
     * @param items   the files, also those that are gone
     * @param refusal for what a backend was refused
     */
    record Outcome(String said, boolean good, List<Item> items, List<Finding> refusal) {
        static Outcome cancelled() {
            return failed("Cancelled; nothing was written");
        }

        static Outcome failed(String why) {
            return new Outcome(why, false, List.of(), List.of());
        }
    }

    /** Builds one backend at a time, so that somebody can cancel in between, then writes in one step. */
    static Outcome run(Plugins plugins, Optional<Host> host, ProfileResult profile, Set<String> backends, Path folder,
            IProgressMonitor monitor) {
        List<Contribution<Hypervisor>> chosen = plugins.hypervisors().stream().filter(b -> backends.contains(b.id()))
                .toList();
        SubMonitor progress = SubMonitor.convert(monitor, "Building", chosen.size() + 2);
        List<Build.BuiltBackend> built = new ArrayList<>();
        try {
            for (Contribution<Hypervisor> one : chosen) {
                progress.setTaskName("Building for " + one.part().info().title());
                built.addAll(Build.of(plugins, host, profile, List.of(one)).backends());
                progress.split(1);
            }
            Build build = new Build(built, List.of());
            Map<String, byte[]> before = lastBuild(folder, built);
            progress.split(1);
            if (build.anyBuilt()) {
                build.write(folder, new Cancelling(monitor));
            }
            return outcome(build, before, folder);
        } catch (OperationCanceledException cancelled) {
            return Outcome.cancelled();
        } catch (PluginException failure) {
            return Outcome.failed(failure.getMessage() + "; nothing was written");
        } catch (OutputException failure) {
            return Outcome.failed(failure.getMessage() + "; nothing was written");
        }
    }

    private static Outcome outcome(Build build, Map<String, byte[]> before, Path folder) {
        List<Item> items = new ArrayList<>();
        Set<String> now = new HashSet<>();
        for (Build.BuiltFile file : build.files()) {
            now.add(file.path());
            byte[] old = before.get(file.path());
            Change change = old == null ? Change.NEW : Arrays.equals(old, file.artifact().content()) ? Change.SAME
                    : Change.CHANGED;
            items.add(new Item(file.path(), file.kind(), change, text(file.artifact().content()),
                    Optional.ofNullable(old).map(BuildRun::text)));
        }
        before.forEach((path, old) -> {
            if (!now.contains(path) && build.backends().stream().anyMatch(b -> b.built()
                    && path.startsWith(b.id() + "/"))) {
                items.add(new Item(path, "", Change.GONE, "", Optional.of(text(old))));
            }
        });
        List<String> refused = build.backends().stream().filter(b -> !b.built()).map(Build.BuiltBackend::id).toList();
        long changed = items.stream().filter(i -> i.change() != Change.SAME).count();
        String written = build.files().isEmpty() ? "Nothing was written" : build.files().size() + " files in " + folder
                + (before.isEmpty() ? "" : changed == 0 ? ", all as in the last build" : ", " + changed
                        + " of them different from the last build");
        return new Outcome(refused.isEmpty() ? written : "Refused for " + String.join(", ", refused) + ". " + written,
                refused.isEmpty(), items, build.backends().stream().flatMap(b -> b.refusal().stream()).distinct()
                        .toList());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Files of the former build of these backends; a folder that is no build of ours counts as none. */
    private static Map<String, byte[]> lastBuild(Path folder, List<Build.BuiltBackend> backends) {
        Map<String, byte[]> found = new TreeMap<>();
        for (Build.BuiltBackend backend : backends) {
            Path place = folder.resolve(backend.id());
            if (Files.isRegularFile(place.resolve(Build.LIST))) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        found.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                    }
                } catch (IOException unreadable) {
                    // Then there is nothing to compare with; writing says what is wrong with the folder.
                    continue;
                }
            }
        }
        return found;
    }

    /** Lets the progress view's cancel button stop the writing. */
    private record Cancelling(IProgressMonitor monitor) implements Interruption {
        @Override
        public Registration onInterrupt(Runnable cleanup) {
            if (monitor.isCanceled()) {
                throw new OperationCanceledException();
            }
            return () -> { };
        }

        @Override
        public boolean interrupted() {
            return monitor.isCanceled();
        }
    }
}
