package org.underpass.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.engine.Build;
import org.underpass.engine.Build.BuiltFile;
import org.underpass.engine.OutputException;
import org.underpass.engine.OutputFolder;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.start.Interruption;

/**
 * {@code profile build} of many profiles or for many hosts: each goes to {@code DIR/PROFILE/BACKEND}, or
 * {@code DIR/PROFILE/HOST/BACKEND} where there is more than one host. All of it appears in one step.
 */
final class BatchBuild {
    private static final String FOLDER = "underpass-builds";

    private final Invocation invocation;
    private final boolean hosts;
    /** Folders that are taken, with the file and host that took each. */
    private final Map<String, String> taken = Collections.synchronizedMap(new HashMap<>());
    private final List<Made> made = Collections.synchronizedList(new ArrayList<>());

    /** What was written, without its bytes: a batch holds no more than the builds at work. */
    private record Made(String profile, String host, String path, String kind, String sha256) {
    }

    BatchBuild(Invocation invocation) {
        this.invocation = invocation;
        this.hosts = invocation.all(Verb.Option.HOSTS).size() > 1;
    }

    Answer run(Examination examination) throws CommandException {
        String out = invocation.option(Verb.Option.OUT).orElse(FOLDER);
        List<Examined> all;
        if (invocation.flag(Verb.Option.DRY_RUN)) {
            all = examination.run((file, host) -> build(file, host, null));
        } else {
            all = write(examination, out);
        }
        made.sort((a, b) -> a.path.compareTo(b.path));
        return new Answer(Status.gravest(all.stream().map(Examined::status).toList()),
                () -> json(all, out), text -> text(all, out, text),
                () -> Sarif.log(Examined.runs(all), invocation.plugins()),
                () -> JUnitReport.of(all, "profile build"));
    }

    private List<Examined> write(Examination examination, String out) throws CommandException {
        try (OutputFolder output = OutputFolder.beside(invocation.path(out));
                Interruption.Registration registered = invocation.interruption().onInterrupt(output::close)) {
            List<Examined> all = examination.run((file, host) -> build(file, host, output));
            if (!made.isEmpty()) {
                output.commit(Build::isBatch);
            }
            return all;
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
    }

    private Examined build(String file, Host host, OutputFolder output) throws CommandException {
        ProfileResult profile = Profiles.read(invocation, file);
        Build build = ProfileBuild.build(invocation, profile, Optional.of(host));
        String folder = profile.profile().orElseThrow().name() + (hosts ? "/" + safe(host.name()) : "");
        String before = taken.putIfAbsent(folder, file + " on " + host.name());
        if (before != null) {
            throw new CommandException(Status.INPUT, file + ": would be built to " + folder + ", and so would "
                    + before + "; expected a name of its own in each profile");
        }
        if (build.anyBuilt()) {
            try {
                if (output != null) {
                    build.write(output, folder + "/");
                }
            } catch (OutputException failure) {
                throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
            }
            for (BuiltFile artifact : build.files()) {
                made.add(new Made(file, host.name(), folder + "/" + artifact.path(), artifact.kind(),
                        artifact.sha256()));
            }
        }
        return ProfileBuild.examined(build, file, host.name());
    }

    /** A host's name may be a path; a folder's name is not. */
    private static String safe(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return name.isEmpty() ? "host" : name;
    }

    private Json json(List<Examined> all, String out) {
        List<String> names = List.copyOf(Examined.byHost(all).keySet());
        return Json.answer().put("host", names.size() == 1 ? names.get(0) : null)
                .put("out", invocation.flag(Verb.Option.DRY_RUN) ? null : out)
                .strings("hosts", names)
                .list("builds", all, Examined::json)
                .list("artifacts", made, m -> Json.object().put("path", m.path).put("kind", m.kind)
                        .put("sha256", m.sha256).put("profile", m.profile).put("host", m.host))
                .list("findings", Examined.findings(all), f -> f);
    }

    private void text(List<Examined> all, String out, Text text) {
        for (Examined one : all) {
            if (one.status() != Status.YES) {
                one.findings().forEach(f -> Findings.text(f, text));
            }
            text.line(one.profile() + " on " + one.host() + ": "
                    + text.tone(one.status() == Status.YES ? Text.Tone.GOOD : Text.Tone.BAD, one.verdict()) + ", "
                    + one.problem().orElseGet(() -> Findings.count(one.findings())));
        }
        Examined.summary(all, "builds", text);
        text.line(invocation.flag(Verb.Option.DRY_RUN) ? "dry run: nothing was written"
                : made.size() + " files in " + out);
    }
}
