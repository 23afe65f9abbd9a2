package org.underpass.cli;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.underpass.engine.Card;
import org.underpass.engine.OutputException;
import org.underpass.engine.OutputFolder;
import org.underpass.engine.ProfileMaker;
import org.underpass.engine.ProfileMaker.Made;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.spi.Finding;

/** {@code profile new}: a first profile for a card, or for its kind. */
final class ProfileNew {
    private ProfileNew() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        String kind = invocation.operands().get(0);
        if (kind.equals("device")) {
            return NewDevice.run(invocation);
        }
        if (!kind.equals("vm")) {
            throw CommandException.usage("profile new: unknown kind '" + kind + "'; there are vm and device");
        }
        if (invocation.option(Verb.Option.LIKE).isPresent()) {
            throw CommandException.usage("profile new: --like belongs to 'profile new device'");
        }
        Host host = invocation.host();
        Optional<String> out = invocation.option(Verb.Option.OUT);
        Made made = make(invocation, host);
        String name = made.name() + ".vm.yaml";
        if (out.isPresent()) {
            write(invocation, out.get(), name, made.text());
        }
        String where = out.map(o -> o + "/" + name).orElse(null);
        if (out.isEmpty()) {
            made.report().findings().forEach(f -> {
                Text line = new Text(false);
                Findings.text(f, line);
                invocation.progress(line.toString().stripTrailing());
            });
        }
        return new Answer(made.report().passes() ? Status.YES : Status.NO,
                () -> Json.answer().put("host", host.name()).put("name", made.name()).put("path", where)
                        .put("gpu", made.card().display().address().toString())
                        .put("verdict", made.verdict().verdict().word())
                        .put("profile", made.text())
                        .list("findings", made.report().findings(), Findings::json),
                text -> text(made, where, text));
    }

    /** Makes the profile that {@code --gpu} asks for, else the one for the card with the best verdict. */
    static Made make(Invocation invocation, Host host) throws CommandException {
        ProfileMaker maker = new ProfileMaker(invocation.plugins());
        Optional<String> gpu = invocation.option(Verb.Option.GPU);
        if (gpu.isPresent()) {
            HostFunction function = Functions.find(host, gpu.get());
            Card card = Card.of(host).stream().filter(c -> c.functions().contains(function)).findFirst()
                    .orElseThrow(() -> new CommandException(Status.INPUT, function.address() + " ("
                            + host.nameOf(function) + ") is no graphics card, nor a part of one"));
            return maker.make(host, card);
        }
        return maker.makeBest(host).orElseThrow(() -> new CommandException(Status.NO, host.name()
                + " shows no graphics card among its " + host.functions().size() + " functions"));
    }

    static void write(Invocation invocation, String folder, String name, String text) throws CommandException {
        try {
            OutputFolder output = OutputFolder.beside(invocation.path(folder));
            try (output; var registered = invocation.interruption().onInterrupt(output::close)) {
                output.write(name, text.getBytes(StandardCharsets.UTF_8), false);
                output.commit(existing -> false);
            }
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
    }

    private static void text(Made made, String where, Text text) {
        if (where == null) {
            text.line(made.text().stripTrailing());
            return;
        }
        for (Finding finding : made.report().findings()) {
            Findings.text(finding, text);
        }
        text.line("wrote " + where + ": " + (made.report().passes() ? text.tone(Text.Tone.GOOD, "passes")
                : text.tone(Text.Tone.BAD, "does not pass yet")) + ", "
                + Findings.count(made.report().findings()));
    }
}
