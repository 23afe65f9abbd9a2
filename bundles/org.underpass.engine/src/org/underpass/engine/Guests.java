package org.underpass.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.engine.Planner.Planned;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * The guests of this user on this machine, found by their run folders. Nothing is kept in memory: another process may
 * start and stop them too.
 */
public final class Guests {
    /** Overrides the folder that holds the run folders. */
    public static final String VARIABLE = "UNDERPASS_RUN";
    private static final int LONGEST = 40;

    private final Plugins plugins;
    private final Path base;

    /**
     * A guest and the backend that started it.
     *
     * @param backend its id
     */
    public record Found(String backend, Guest guest) {
    }

    /**
     * What is known before a guest is started.
     *
     * @param report    what the rules said of its profile
     * @param refusal   the findings of it that refuse a start
     * @param obstacles what the runner sees on the machine we run on; some may be no more than warnings
     * @param plan      what would be started; absent when it is refused
     */
    public record Look(Report report, List<Finding> refusal, List<Finding> obstacles, Optional<MachinePlan> plan) {
        public Look {
            refusal = List.copyOf(refusal);
            obstacles = List.copyOf(obstacles);
        }

        /** Whether the profile is refused. */
        public boolean refused() {
            return plan.isEmpty();
        }

        /** Whether the machine we run on keeps it from starting. */
        public boolean obstructed() {
            return obstacles.stream().anyMatch(f -> f.severity() == Severity.ERROR);
        }
    }

    /** @param base the folder that holds the run folders; need not exist */
    public Guests(Plugins plugins, Path base) {
        this.plugins = plugins;
        this.base = base;
    }

    /**
     * Where run folders lie: {@code $UNDERPASS_RUN}; else for root {@code /run/underpass/vm}, as a folder that another
     * user may write must not lead root anywhere; else {@code $XDG_RUNTIME_DIR/underpass/vm}; else, on a machine
     * without that, a folder of the user's home.
     */
    public static Path base(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (isRoot()) {
            return Path.of("/run/underpass/vm");
        }
        return runtime.startsWith("/") ? Path.of(runtime, "underpass", "vm")
                : Path.of(System.getProperty("user.home"), ".cache", "underpass", "vm");
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid",
                    LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | RuntimeException unknown) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /** The run folder of a machine, from the name in its profile. Different names have different folders. */
    public Path folder(String name) {
        StringBuilder safe = new StringBuilder();
        for (char c : name.toCharArray()) {
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || !safe.isEmpty() && (c == '.' || c == '_' || c == '-');
            safe.append(plain ? c : '_');
        }
        String plain = safe.length() > LONGEST ? safe.substring(0, LONGEST) : safe.toString();
        return base.resolve(plain.equals(name) ? plain : plain + "-"
                + Build.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, 8));
    }

    /** Every guest that a backend of ours finds, by name; those that have ended and left their log among them. */
    public List<Found> all() {
        List<Path> folders;
        try (Stream<Path> listed = Files.list(base)) {
            folders = listed.filter(Files::isDirectory).toList();
        } catch (IOException none) {
            return List.of();
        }
        List<Found> all = new ArrayList<>();
        folders.forEach(folder -> in(folder).ifPresent(all::add));
        all.sort(Comparator.comparing(found -> found.guest().name()));
        return all;
    }

    /** The guest of that name. */
    public Optional<Found> find(String name) {
        return in(folder(name));
    }

    private Optional<Found> in(Path folder) {
        for (Contribution<Hypervisor> backend : plugins.hypervisors()) {
            Optional<Guest> guest = runner(backend).flatMap(r -> r.find(folder));
            if (guest.isPresent()) {
                return guest.map(g -> new Found(backend.id(), g));
            }
        }
        return Optional.empty();
    }

    /**
     * Looks whether a machine can be started as it stands. Takes as long as a check of its profile; changes nothing.
     *
     * @param profile a machine's
     */
    public Look look(Host host, ProfileResult profile, Contribution<Hypervisor> backend, GuestRunner runner) {
        Planned planned = new Planner(plugins).plan(host, profile, backend);
        Report report = planned.report();
        // Who imitates devices needs nothing that a change of the host would bring.
        List<Finding> refusal = backend.part().info().needsIommu() ? report.errors() : report.obstacles();
        Optional<MachinePlan> plan = refusal.isEmpty() ? planned.plan() : Optional.empty();
        return new Look(report, refusal, plan.map(runner::obstacles).orElse(List.of()), plan);
    }

    /** The backend that can try a machine out anywhere: it runs guests and imitates the devices of the host. */
    public Optional<Contribution<Hypervisor>> rehearsal() {
        return plugins.hypervisors().stream().filter(b -> !b.part().info().needsIommu() && runner(b).isPresent())
                .findFirst();
    }

    /** The ability of a backend to run guests, where it has it. */
    public static Optional<GuestRunner> runner(Contribution<Hypervisor> backend) {
        return backend.part() instanceof GuestRunner runner ? Optional.of(runner) : Optional.empty();
    }
}
