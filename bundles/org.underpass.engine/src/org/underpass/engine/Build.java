package org.underpass.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.engine.Planner.Outcome;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.start.Interruption;

/**
 * One profile built for some backends, and how it is put on disk: each backend's artifacts in a folder of its name,
 * with a list of them, by which a later build knows that the folder may be replaced. The same inputs give the same
 * bytes.
 *
 * @param backends what each backend made of it, in the order asked for
 * @param extra    files beside the backends' folders
 */
public record Build(List<BuiltBackend> backends, List<Artifact> extra) {
    /** Name of the list in each backend's folder. */
    public static final String LIST = "underpass-build.json";

    public Build {
        backends = List.copyOf(backends);
        extra = List.copyOf(extra);
    }

    /**
     * One backend's part.
     *
     * @param id      the backend
     * @param outcome what it made, or why it refused
     * @param files   its files, the list included; empty when it refused
     */
    public record BuiltBackend(String id, Outcome outcome, List<BuiltFile> files) {
        public BuiltBackend {
            files = List.copyOf(files);
        }

        public boolean built() {
            return !outcome.refused();
        }

        public List<Finding> refusal() {
            return outcome.refusal();
        }

        public Report report() {
            return outcome.report();
        }
    }

    /**
     * One file.
     *
     * @param path   below the output folder
     * @param sha256 of its bytes, lower-case hexadecimal
     */
    public record BuiltFile(String path, String kind, String sha256, Artifact artifact) {
    }

    /**
     * Builds. Nothing is written yet.
     *
     * @throws PluginException when a backend fails
     */
    public static Build of(Plugins plugins, Optional<Host> host, ProfileResult profile,
            List<Contribution<Hypervisor>> backends) throws PluginException {
        Planner planner = new Planner(plugins);
        List<BuiltBackend> all = new ArrayList<>();
        for (Contribution<Hypervisor> backend : backends) {
            Outcome outcome = planner.build(host, profile, backend);
            all.add(new BuiltBackend(backend.id(), outcome, files(backend.id(), outcome.artifacts())));
        }
        return new Build(all, List.of());
    }

    private static List<BuiltFile> files(String backend, List<Artifact> artifacts) {
        if (artifacts.isEmpty()) {
            return List.of();
        }
        List<BuiltFile> files = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            files.add(file(backend + "/" + artifact.path(), artifact));
        }
        files.add(file(backend + "/" + LIST, Artifact.text(LIST, "list", list(files, backend))));
        return files;
    }

    private static BuiltFile file(String path, Artifact artifact) {
        return new BuiltFile(path, artifact.kind(), sha256(artifact.content()), artifact);
    }

    /** The hash of some bytes in lower-case hexadecimal. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Paths and kinds hold no character that JSON would have to escape: {@link Artifact} sees to that. */
    private static String list(List<BuiltFile> files, String backend) {
        StringBuilder out = new StringBuilder("{\n  \"underpass\": 1,\n  \"backend\": \"" + backend
                + "\",\n  \"artifacts\": [");
        String separator = "\n";
        for (BuiltFile file : files) {
            out.append(separator).append("    { \"path\": \"").append(file.path().substring(backend.length() + 1))
                    .append("\", \"kind\": \"").append(file.kind()).append("\", \"sha256\": \"")
                    .append(file.sha256()).append("\" }");
            separator = ",\n";
        }
        return out.append("\n  ]\n}\n").toString();
    }

    /** The same build with one more file beside the backends' folders. */
    public Build with(String path, String text) {
        List<Artifact> more = new ArrayList<>(extra);
        more.add(new Artifact(path, "profile", text.getBytes(StandardCharsets.UTF_8), false));
        return new Build(backends, more);
    }

    public boolean anyBuilt() {
        return backends.stream().anyMatch(BuiltBackend::built);
    }

    public boolean allBuilt() {
        return backends.stream().allMatch(BuiltBackend::built);
    }

    /** All files of all backends. */
    public List<BuiltFile> files() {
        return backends.stream().flatMap(b -> b.files().stream()).toList();
    }

    /** What rules and backends said, each finding once. */
    public List<Finding> findings() {
        return backends.stream().flatMap(b -> b.report().findings().stream()).distinct()
                .sorted(Validation.ORDER).toList();
    }

    /** Plug-ins that threw while the profile was checked, each failure once. */
    public List<PluginFailure> failures() {
        List<PluginFailure> all = new ArrayList<>();
        for (BuiltBackend backend : backends) {
            for (PluginFailure failure : backend.report().failures()) {
                if (all.stream().noneMatch(f -> f.message().equals(failure.message()))) {
                    all.add(failure);
                }
            }
        }
        return all;
    }

    /**
     * Writes everything, all or none. A backend's folder is replaced only when it holds a list of ours; a file beside
     * the folders only when it holds the same bytes.
     */
    public void write(Path folder, Interruption interruption) throws OutputException {
        OutputFolder output = OutputFolder.beside(folder);
        try (output; Interruption.Registration registered = interruption.onInterrupt(output::close)) {
            write(output, "");
            output.commit(this::mayReplace);
        }
    }

    /**
     * Writes everything to an output that more goes to, without committing it.
     *
     * @param prefix empty, or a folder below the output, ending with {@code /}
     */
    public void write(OutputFolder output, String prefix) throws OutputException {
        for (BuiltFile file : files()) {
            output.write(prefix + file.path(), file.artifact().content(), file.artifact().executable());
        }
        for (Artifact file : extra) {
            output.write(prefix + file.path(), file.content(), file.executable());
        }
    }

    /** Whether an entry of an output folder is what a batch of builds makes: folders, and builds at their ends. */
    public static boolean isBatch(Path existing) {
        if (Files.isRegularFile(existing.resolve(LIST))) {
            return true;
        }
        if (!Files.isDirectory(existing, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(existing)) {
            List<Path> all = entries.toList();
            return !all.isEmpty() && all.stream().allMatch(Build::isBatch);
        } catch (java.io.IOException unreadable) {
            return false;
        }
    }

    private boolean mayReplace(Path existing) {
        if (Files.isRegularFile(existing.resolve(LIST))) {
            return true;
        }
        try {
            for (Artifact file : extra) {
                if (existing.getFileName().toString().equals(file.path())) {
                    return java.util.Arrays.equals(Files.readAllBytes(existing), file.content());
                }
            }
            return false;
        } catch (java.io.IOException unreadable) {
            return false;
        }
    }
}
