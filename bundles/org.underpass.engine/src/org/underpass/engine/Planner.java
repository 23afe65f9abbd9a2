package org.underpass.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.spi.quirk.Forecast;

/**
 * Decides, and lets a backend render. All judgement is made before the backend is asked, and what the backend is given
 * is complete: it only turns values into bytes.
 */
public final class Planner {
    private final Validation validation;

    public Planner(Plugins plugins) {
        this.validation = new Validation(plugins);
    }

    /**
     * What became of a build.
     *
     * @param report    what the rules said, and after them the backend
     * @param artifacts none when the build was refused
     * @param refusal   the findings for which it was refused; empty when it was not
     */
    public record Outcome(Report report, List<Artifact> artifacts, List<Finding> refusal) {
        public boolean refused() {
            return !refusal.isEmpty();
        }
    }

    /**
     * A machine, decided.
     *
     * @param report what the rules said
     * @param plan   absent when the profile cannot be built for this host and backend, whatever is done to the host
     */
    public record Planned(Report report, Optional<MachinePlan> plan) {
    }

    /** Decides about a machine, and lets nothing be rendered. The profile is a machine's. */
    public Planned plan(Host host, ProfileResult profile, Contribution<Hypervisor> backend) {
        Report report = validation.check(Optional.of(host), profile, Optional.of(backend.part()));
        if (!report.obstacles().isEmpty()) {
            return new Planned(report, Optional.empty());
        }
        VmProfile vm = (VmProfile) profile.profile().orElseThrow();
        return new Planned(report, Optional.of(plan(vm, host, report)));
    }

    private static MachinePlan plan(VmProfile vm, Host host, Report report) {
        return new MachinePlan(vm, host, report.assignment(), forecasts(report, report.assignment()),
                report.findings());
    }

    /**
     * Builds a machine or a device for one backend. Errors whose cure is a change of the host do not refuse it: the
     * artifacts hold the preparation that cures them.
     *
     * @param host needed for a machine; a device can be built without one
     * @throws PluginException when the backend throws or answers with what it must not
     */
    public Outcome build(Optional<Host> host, ProfileResult profile, Contribution<Hypervisor> backend)
            throws PluginException {
        Report report = validation.check(host, profile, Optional.of(backend.part()));
        List<Finding> obstacles = report.obstacles();
        if (!obstacles.isEmpty()) {
            return new Outcome(report, List.of(), obstacles);
        }
        Rendering rendering = switch (profile.profile().orElseThrow()) {
            case VmProfile vm -> render(backend, plan(vm, host.orElseThrow(), report));
            case DeviceProfile device -> {
                Assignment matching = host.map(h -> new AssignmentResolver(h).resolve(device))
                        .orElse(new Assignment(List.of()));
                yield render(backend, new DevicePlan(device, host, matching, forecasts(report, matching)));
            }
        };
        return switch (rendering) {
            case Rendering.Refused refused -> new Outcome(with(report, refused.findings()), List.of(),
                    refused.findings());
            case Rendering.Rendered rendered -> {
                checkPaths(backend, rendered.artifacts());
                yield new Outcome(with(report, rendered.findings()), rendered.artifacts(), List.of());
            }
        };
    }

    private static Rendering render(Contribution<Hypervisor> backend, MachinePlan plan) throws PluginException {
        try {
            return answered(backend, backend.part().render(plan));
        } catch (RuntimeException | LinkageError failure) {
            throw failed(backend, failure);
        }
    }

    private static Rendering render(Contribution<Hypervisor> backend, DevicePlan plan) throws PluginException {
        try {
            return answered(backend, backend.part().render(plan));
        } catch (RuntimeException | LinkageError failure) {
            throw failed(backend, failure);
        }
    }

    private static Rendering answered(Contribution<Hypervisor> backend, Rendering rendering) throws PluginException {
        if (rendering == null || rendering instanceof Rendering.Refused r && r.findings().isEmpty()) {
            throw failed(backend, new IllegalStateException("it answered neither with artifacts nor with a reason"));
        }
        return rendering;
    }

    private static PluginException failed(Contribution<Hypervisor> backend, Throwable cause) {
        return new PluginException(new PluginFailure(backend.bundle(), "backend " + backend.id() + " while rendering",
                cause));
    }

    private static void checkPaths(Contribution<Hypervisor> backend, List<Artifact> artifacts)
            throws PluginException {
        Set<String> seen = new HashSet<>();
        for (Artifact artifact : artifacts) {
            if (!seen.add(artifact.path())) {
                throw failed(backend, new IllegalStateException("two artifacts are called " + artifact.path()));
            }
        }
    }

    private static List<Forecast> forecasts(Report report, Assignment assignment) {
        List<Forecast> all = new ArrayList<>();
        for (HostFunction function : assignment.functions()) {
            report.forecaster().ifPresent(f -> all.add(f.forecast(function.address())));
        }
        return all;
    }

    private static Report with(Report report, List<Finding> more) {
        List<Finding> all = new ArrayList<>(report.findings());
        all.addAll(more);
        all.sort(Validation.ORDER);
        return new Report(report.assignment(), all, report.suppressed(), report.failures(), report.forecaster());
    }
}
