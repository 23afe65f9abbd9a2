package org.underpass.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.underpass.engine.Build;
import org.underpass.engine.OutputException;
import org.underpass.engine.PluginException;
import org.underpass.engine.ProfileMaker.Made;
import org.underpass.host.Host;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;

/**
 * {@code demo}: the whole road on a simulated machine, by the same steps as on a real one: look at the host, write a
 * profile for its best card, check it, build it for every backend.
 */
final class Demo {
    private Demo() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host host = invocation.open(invocation.option(Verb.Option.HOST).orElse("demo:workstation"));
        String out = invocation.option(Verb.Option.OUT).orElse("underpass-demo");
        Made made = ProfileNew.make(invocation, host);
        String file = made.name() + ".vm.yaml";
        ProfileResult profile = ProfileReader.read(made.text().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                out + "/" + file);
        Path folder = invocation.path(out);
        Build build;
        try {
            build = Build.of(invocation.plugins(), Optional.of(host), profile,
                    invocation.plugins().hypervisors());
            build.with(file, made.text()).write(folder, invocation.interruption());
        } catch (PluginException failure) {
            throw Command.pluginFailed(failure);
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
        Answer built = ProfileBuild.answer(build, out + "/" + file, host.name(), out, invocation);
        return new Answer(built.status(), built.json(), text -> {
            text.line(text.tone(Text.Tone.STRONG, host.name()) + ": " + host.origin().description());
            text.line("verdict on " + made.card().display().address() + ", "
                    + host.nameOf(made.card().display()) + ": " + made.verdict().verdict().word());
            made.verdict().reasons().forEach(r -> text.line("    " + r));
            text.line("profile " + out + "/" + file + ": " + Findings.count(made.report().findings()));
            made.report().findings().forEach(f -> Findings.text(f, text));
            text.blank();
            built.text().accept(text);
        });
    }
}
