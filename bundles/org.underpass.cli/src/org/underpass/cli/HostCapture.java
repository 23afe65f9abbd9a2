package org.underpass.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.underpass.engine.OutputException;
import org.underpass.engine.OutputFile;
import org.underpass.host.Host;
import org.underpass.host.capture.Capture;
import org.underpass.host.capture.CaptureScript;
import org.underpass.host.capture.Sensitive;

/** {@code host capture}: a machine in a file, or the script that makes one where there is no Java. */
final class HostCapture {
    private static final int FEW = 8;

    private HostCapture() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        if (invocation.flag(Verb.Option.SCRIPT)) {
            return script(invocation);
        }
        if (invocation.operands().isEmpty()) {
            throw CommandException.usage("'host capture' needs OUT.tar.zst, or --script; for example: underpass host"
                    + " capture here.tar.zst");
        }
        Set<Sensitive> with = with(invocation);
        boolean hashed = invocation.flag(Verb.Option.PRIVATE);
        String given = invocation.operands().get(0);
        Path path = invocation.path(given);
        Host host = invocation.host();
        Capture capture = write(invocation, host, with, hashed, path);
        tell(invocation, capture, hashed);
        long size = path.toFile().length();
        return new Answer(Status.YES, () -> json(host, given, size, capture, hashed), text -> text.line("wrote " + given
                + ": " + host.name() + ", " + host.functions().size() + " PCI functions, " + capture.size()
                + " files, " + size + " bytes"));
    }

    private static Answer script(Invocation invocation) throws CommandException {
        if (!invocation.operands().isEmpty() || invocation.option(Verb.Option.HOST).isPresent()
                || invocation.option(Verb.Option.WITH).isPresent() || invocation.flag(Verb.Option.PRIVATE)) {
            throw CommandException.usage("host capture: --script prints the script and takes nothing else; the script"
                    + " has --with, --private and OUT itself");
        }
        return new Answer(Status.YES, () -> Json.answer().put("script", CaptureScript.text()),
                text -> text.line(CaptureScript.text().stripTrailing()));
    }

    private static Set<Sensitive> with(Invocation invocation) throws CommandException {
        Set<Sensitive> with = EnumSet.noneOf(Sensitive.class);
        for (String word : invocation.option(Verb.Option.WITH).map(list -> list.split(",")).orElse(new String[0])) {
            with.add(Sensitive.of(word).orElseThrow(() -> CommandException.usage("host capture: --with knows "
                    + String.join(", ", List.of(Sensitive.values()).stream().map(Sensitive::word).toList())
                    + ", not '" + word + "'")));
        }
        return with;
    }

    /** The folder is tried before the machine is read, so that nobody waits for a refusal. */
    private static Capture write(Invocation invocation, Host host, Set<Sensitive> with, boolean hashed, Path path)
            throws CommandException {
        if (Files.isDirectory(path)) {
            throw new CommandException(Status.SURROUNDINGS, path + " is a folder; expected the name of a file");
        }
        try {
            OutputFile output = OutputFile.beside(path);
            try (output; var registered = invocation.interruption().onInterrupt(output::close)) {
                Capture capture = Capture.of(host, with, hashed);
                output.write(capture::writeTo);
                output.commit();
                return capture;
            }
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
    }

    /** What is not in it goes to standard error, whatever the format of the answer. */
    private static void tell(Invocation invocation, Capture capture, boolean hashed) {
        capture.leftOut().forEach((kind, places) -> invocation.progress("left out: " + kind.title() + ", in "
                + some(places) + "; --with " + kind.word() + " keeps them"));
        if (!hashed) {
            invocation.progress("kept: PCI serial numbers, which tell like cards apart, and hold the MAC address in"
                    + " many network cards; --private replaces them by hashes");
        }
        int shown = 0;
        for (Map.Entry<String, String> entry : capture.unread().entrySet()) {
            if (++shown > FEW) {
                invocation.progress("and " + (capture.unread().size() - FEW) + " more, listed in the capture's"
                        + " underpass/capture.json");
                break;
            }
            invocation.progress("not readable: " + entry.getKey() + ": " + entry.getValue());
        }
    }

    private static String some(List<String> places) {
        return String.join(", ", places.subList(0, Math.min(places.size(), FEW)))
                + (places.size() > FEW ? " and " + (places.size() - FEW) + " more places" : "");
    }

    private static Json json(Host host, String path, long size, Capture capture, boolean hashed) {
        return Json.answer()
                .put("name", host.name())
                .put("source", host.origin().description())
                .put("path", path)
                .put("size", size)
                .put("files", capture.size())
                .put("serialNumbers", hashed ? "hashed" : "kept")
                .list("leftOut", capture.leftOut().entrySet(), left -> Json.object().put("kind", left.getKey().word())
                        .strings("places", left.getValue()))
                .list("unread", capture.unread().entrySet(), unread -> Json.object().put("path", unread.getKey())
                        .put("reason", unread.getValue()));
    }
}
