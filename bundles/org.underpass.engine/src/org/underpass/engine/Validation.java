package org.underpass.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.NotActedUpon;
import org.underpass.profile.Profile;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.Suppression;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.Span;
import org.underpass.spi.Assignment;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.OwnScript;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;

/**
 * Runs the rules. Stateless and thread-safe: one object serves any number of hosts and profiles.
 */
public final class Validation {
    /** Gravest first, then by rule and subject: an order that does not depend on which rule ran first. */
    static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::rule).thenComparing(Finding::subject).thenComparing(Finding::message);

    private final Plugins plugins;

    public Validation(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * Checks a profile, with or without a host.
     *
     * @param profile read without error
     * @param backend the hypervisor it is meant for; one that gives away no real device is not held against the
     *                host's IOMMU, groups and resets
     */
    public Report check(Optional<Host> host, ProfileResult profile, Optional<Hypervisor> backend) {
        Profile subject = profile.profile().orElseThrow();
        boolean real = backend.map(b -> b.info().needsIommu()).orElse(true);
        Run run = new Run(host, Optional.of(subject), backend.map(b -> b.info().id()));
        if (subject instanceof VmProfile vm && host.isPresent()) {
            run.assignment = new AssignmentResolver(host.get()).resolve(vm);
        }
        run.fromReader(profile);
        run.scripts = OwnScripts.of(host, subject);
        run.rules(real);
        run.unresolved();
        if (subject instanceof VmProfile vm) {
            run.suppress(vm);
        }
        return run.report();
    }

    /** Judges devices of a host without a profile, as for a verdict on a card. */
    public Report judge(Host host, Assignment assignment) {
        Run run = new Run(Optional.of(host), Optional.empty(), Optional.empty());
        run.assignment = assignment;
        run.rules(true);
        return run.report();
    }

    /** Lints a script by itself; only rules about scripts are asked, on the host where one is given. */
    public Report lint(Optional<Host> host, OwnScript script) {
        Run run = new Run(host, Optional.empty(), Optional.empty());
        run.scripts = List.of(script);
        Context context = run.context();
        for (Contribution<Rule> rule : plugins.rules()) {
            if (rule.part().info().scope() == RuleInfo.Scope.SCRIPT) {
                run.findings.addAll(run.ask(rule, context));
            }
        }
        return run.report();
    }

    /** One machine, one assignment, and single rules to ask about them: for what begins with a log. */
    public Inquiry inquire(Optional<Host> host, Optional<ProfileResult> profile, Assignment assignment) {
        Run run = new Run(host, profile.flatMap(ProfileResult::profile), Optional.empty());
        run.assignment = assignment;
        return new Inquiry() {
            @Override
            public RuleContext context() {
                return run.context();
            }

            @Override
            public List<Finding> ask(Contribution<Rule> rule) {
                return run.wanted(rule.part().info().scope(), true) ? run.ask(rule, run.context()) : List.of();
            }

            @Override
            public List<PluginFailure> failures() {
                return List.copyOf(run.failures);
            }
        };
    }

    /** Single rules, asked about one machine and assignment. */
    public interface Inquiry {
        /** What the rules see. */
        RuleContext context();

        /** What a rule finds; nothing where what it needs is not there. A rule that throws is among the failures. */
        List<Finding> ask(Contribution<Rule> rule);

        /** Rules that threw. */
        List<PluginFailure> failures();
    }

    /** One pass over all rules. */
    private final class Run {
        private final Optional<Host> host;
        private final Optional<Profile> profile;
        private final Optional<String> backend;
        private final List<PluginFailure> failures = Collections.synchronizedList(new ArrayList<>());
        private final Optional<ResetForecaster> forecaster;
        private final List<Finding> suppressed = new ArrayList<>();
        private List<Finding> findings = new ArrayList<>();
        private Assignment assignment = new Assignment(List.of());
        private List<OwnScript> scripts = List.of();

        Run(Optional<Host> host, Optional<Profile> profile, Optional<String> backend) {
            this.host = host;
            this.profile = profile;
            this.backend = backend;
            this.forecaster = host.map(h -> new ResetForecaster(h, plugins, failures::add));
        }

        Context context() {
            return new Context(host, profile, assignment, backend, forecaster, scripts);
        }

        void rules(boolean real) {
            Context context = context();
            for (Contribution<Rule> rule : plugins.rules()) {
                if (wanted(rule.part().info().scope(), real)) {
                    findings.addAll(ask(rule, context));
                }
            }
        }

        List<Finding> ask(Contribution<Rule> rule, Context context) {
            List<Finding> found = new ArrayList<>();
            try {
                rule.part().check(context, found::add);
            } catch (RuntimeException | LinkageError failure) {
                failures.add(new PluginFailure(rule.bundle(), "rule " + rule.id(), failure));
                found.clear();
            }
            return found;
        }

        private boolean wanted(RuleInfo.Scope scope, boolean real) {
            return switch (scope) {
                case HOST -> real && host.isPresent();
                case PROFILE -> profile.isPresent();
                case ASSIGNMENT -> real && host.isPresent() && !assignment.functions().isEmpty();
                case LOG -> false;
                case SCRIPT -> !scripts.isEmpty();
            };
        }

        /**
         * A device that the host has not, or has more than once, is not a matter of any one rule. Where a rule knows
         * why it is not there, such as B09, its finding is the only one, unless somebody has answered for it: nobody
         * can answer for a device that is missing.
         */
        void unresolved() {
            Set<String> explained = new HashSet<>();
            findings.stream().filter(f -> f.severity() == Severity.ERROR && !isSuppressed(f))
                    .forEach(f -> explained.add(f.subject()));
            for (ResolvedDevice device : assignment.devices()) {
                if (!device.resolved() && !explained.contains(device.path())) {
                    String where = device.entry().flatMap(e -> e.address()).map(a -> " at " + a).orElse("");
                    findings.add(new Finding("device-not-found", Severity.ERROR, device.path(),
                            "this host has no device that fits " + device.name() + where,
                            "A machine cannot be given what is not there.", place(device.path()),
                            List.of(new Evidence(host.get().functions().size() + " functions, none of them fits",
                                    "sys/bus/pci/devices")),
                            List.of(new Fix.Manual("name a device that this host has: 'host show' lists them",
                                    Fix.Manual.Where.PROFILE)), List.of()));
                }
            }
        }

        /** A device profile that is named for another kind of device brings the wrong settings. */
        void otherKind() {
            for (ResolvedDevice device : assignment.devices()) {
                Optional<DeviceProfile> kind = device.entry().flatMap(AssignedDevice::kind);
                if (kind.isPresent() && device.resolved() && !matches(kind.get(), device.functions())) {
                    HostFunction main = device.functions().get(0);
                    String path = device.path() + ".use";
                    findings.add(new Finding("other-kind", Severity.WARNING, path,
                            "the device profile " + kind.get().name() + " does not speak of " + main.address() + ", "
                            + host.get().nameOf(main), "Settings that one kind of card needs may harm another.",
                            place(path), List.of(Evidence.of("none of its matches fits", main.source("device"))),
                            List.of(new Fix.EditProfile("take the device profile away", new ProfileEdit.Remove(path))),
                            List.of()));
                }
            }
        }

        private static boolean matches(DeviceProfile kind, List<HostFunction> functions) {
            return functions.stream().map(HostFunction::pci).anyMatch(f -> kind.match().stream().anyMatch(
                    m -> m.matches(f.vendor(), f.device(), f.subsystemVendor(), f.subsystemDevice(), f.classCode(),
                            f.revision())));
        }

        /** What the reader thinks odd, and what the product understands but does not do yet. */
        void fromReader(ProfileResult result) {
            for (ProfileProblem problem : result.problems()) {
                findings.add(new Finding("profile", Severity.WARNING, problem.path().isEmpty() ? "profile"
                        : problem.path(), problem.message(), "The profile may not say what was meant.",
                        Optional.of(new Location(profile.get().fileName(), problem.line(), problem.column())),
                        List.of(new Evidence(problem.message(), profile.get().fileName() + ":" + problem.line())),
                        fixes(problem), List.of()));
            }
            for (NotActedUpon one : result.notActedUpon()) {
                findings.add(new Finding("not-acted-upon", Severity.INFO, one.path(), one.message(),
                        "The setting is understood and kept, but nothing is done with it yet.", place(one.path()),
                        List.of(new Evidence(one.path() + " is set", profile.get().fileName())), List.of(),
                        List.of()));
            }
        }

        private static List<Fix> fixes(ProfileProblem problem) {
            String title = problem.suggestion().orElse("correct it");
            return List.of(problem.edit().<Fix>map(e -> new Fix.EditProfile(title, e))
                    .orElse(new Fix.Manual(title, Fix.Manual.Where.PROFILE)));
        }

        private boolean isSuppressed(Finding finding) {
            return profile.get() instanceof VmProfile vm && vm.suppress().stream().anyMatch(s -> fits(s, finding));
        }

        private static boolean fits(Suppression suppression, Finding finding) {
            return finding.rule().equals(suppression.rule())
                    && suppression.subject().map(finding.subject()::equals).orElse(true);
        }

        void suppress(VmProfile vm) {
            for (Suppression one : vm.suppress()) {
                findings.removeIf(f -> {
                    boolean hit = fits(one, f);
                    if (hit) {
                        suppressed.add(f);
                    }
                    return hit;
                });
            }
        }

        private Optional<Location> place(String path) {
            return profile.map(p -> locate(p, path));
        }

        Report report() {
            for (PluginFailure failure : List.copyOf(failures)) {
                findings.add(new Finding("plugin-failed", Severity.ERROR, failure.bundle() + " " + failure.step(),
                        failure.message(), "What this plug-in would have said is missing here.", Optional.empty(),
                        List.of(new Evidence(failure.cause().toString(), failure.bundle())),
                        List.of(new Fix.Manual("remove or update the plug-in " + failure.bundle(),
                                Fix.Manual.Where.HOST)), List.of()));
            }
            findings = new ArrayList<>(findings.stream().distinct().toList());
            findings.sort(ORDER);
            return new Report(assignment, findings, suppressed, List.copyOf(failures), forecaster);
        }
    }

    static Location locate(Profile profile, String path) {
        Span span = profile.span(path);
        return new Location(profile.fileName(), span.line(), span.column());
    }
}
