package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.engine.Build;
import org.underpass.engine.Build.BuiltBackend;
import org.underpass.engine.OutputException;
import org.underpass.engine.PluginException;
import org.underpass.engine.PluginFailure;
import org.underpass.host.Host;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;

/** {@code profile build}: the artifacts of one profile for one or more backends. */
final class ProfileBuild {
    private ProfileBuild() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Examination examination = new Examination(invocation);
        return examination.single() ? single(invocation, examination.machine())
                : new BatchBuild(invocation).run(examination);
    }

    private static Answer single(Invocation invocation, Examination.Machine machine) throws CommandException {
        String file = invocation.operands().get(0);
        ProfileResult profile = Profiles.read(invocation, file);
        boolean device = profile.profile().orElseThrow() instanceof DeviceProfile;
        Optional<Host> host = device && invocation.option(Verb.Option.HOSTS).isEmpty() ? Optional.empty()
                : Optional.of(machine.open());
        String out = invocation.option(Verb.Option.OUT).orElse(profile.profile().get().name() + ".build");
        boolean write = !invocation.flag(Verb.Option.DRY_RUN);
        Build build = build(invocation, profile, host);
        if (write && build.anyBuilt()) {
            try {
                build.write(invocation.path(out), invocation.interruption());
            } catch (OutputException failure) {
                throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
            }
        }
        return answer(build, file, host.map(Host::name).orElse("any host"), write ? out : null, invocation);
    }

    static Build build(Invocation invocation, ProfileResult profile, Optional<Host> host) throws CommandException {
        try {
            return Build.of(invocation.plugins(), host, profile,
                    Backends.chosen(invocation, profile.profile().orElseThrow()));
        } catch (PluginException failure) {
            throw Command.pluginFailed(failure);
        }
    }

    static Answer answer(Build build, String file, String host, String out, Invocation invocation) {
        build.failures().forEach(f -> invocation.progress("underpass: " + f.message()));
        Examined one = examined(build, file, host);
        return new Answer(one.status(), () -> json(build, host, out), text -> text(build, file, host, out, text),
                () -> Sarif.log(Examined.runs(List.of(one)), invocation.plugins()),
                () -> JUnitReport.of(List.of(one), "profile build"));
    }

    /** The build as one item of a batch. */
    static Examined examined(Build build, String file, String host) {
        int status = !build.failures().isEmpty() ? Status.PLUGIN : build.allBuilt() ? Status.YES : Status.NO;
        return new Examined(file, host, status, build.allBuilt() ? "built" : build.anyBuilt() ? "partly built"
                : "refused", findings(build), List.of(), build.failures().stream().map(PluginFailure::message).toList(),
                Optional.empty());
    }

    /** What the rules and backends said, and what the backends refused for. */
    private static List<Finding> findings(Build build) {
        return Stream.concat(build.findings().stream(),
                build.backends().stream().flatMap(b -> b.refusal().stream())).distinct().toList();
    }

    private static Json json(Build build, String host, String out) {
        return Json.answer().put("host", host).put("out", out)
                .list("backends", build.backends(), b -> Json.object().put("id", b.id()).put("built", b.built()))
                .list("artifacts", build.files(), a -> Json.object().put("path", a.path()).put("kind", a.kind())
                        .put("sha256", a.sha256()))
                .list("refusals", build.backends().stream().flatMap(b -> b.refusal().stream()).distinct().toList(),
                        Findings::json)
                .list("findings", build.findings(), Findings::json);
    }

    private static void text(Build build, String file, String host, String out, Text text) {
        List<Finding> told = new ArrayList<>();
        for (BuiltBackend backend : build.backends()) {
            for (Finding finding : backend.built() ? backend.report().findings() : backend.refusal()) {
                boolean matters = finding.severity() != Severity.INFO;
                if (matters && !told.contains(finding)) {
                    told.add(finding);
                    Findings.text(finding, text);
                }
            }
        }
        for (BuiltBackend backend : build.backends()) {
            text.line(text.tone(Text.Tone.STRONG, backend.id()) + ": " + (backend.built()
                    ? text.tone(Text.Tone.GOOD, "built") + ", " + backend.files().size() + " files"
                    : text.tone(Text.Tone.BAD, "refused") + ", "
                            + Findings.count(backend.refusal())) + "  (" + file + " on " + host + ")");
            for (Build.BuiltFile artifact : backend.files()) {
                text.line("    " + (out == null ? "" : out + "/") + artifact.path() + "  " + artifact.kind());
            }
        }
        if (out == null) {
            text.line("dry run: nothing was written");
        }
    }
}
