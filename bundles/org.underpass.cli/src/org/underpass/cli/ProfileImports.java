package org.underpass.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.underpass.engine.PluginException;
import org.underpass.engine.ProfileImport;
import org.underpass.host.Host;
import org.underpass.profile.ProfileLanguage;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.NotCarried;

/** {@code profile import}: a profile from another program's configuration. */
final class ProfileImports {
    private static final int MAX_BYTES = 4 << 20;

    private ProfileImports() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        String file = invocation.operands().get(0);
        Optional<Host> host = invocation.option(Verb.Option.HOST).isPresent() ? Optional.of(invocation.host())
                : Optional.empty();
        ProfileImport.Result result = read(invocation, file, host);
        String name = result.imported().name() + ProfileLanguage.VM_SUFFIX;
        Optional<String> out = invocation.option(Verb.Option.OUT);
        if (out.isPresent()) {
            ProfileNew.write(invocation, out.get(), name, result.imported().profile());
        } else {
            result.imported().lost().forEach(one -> invocation.progress(Command.oneLine(words(file, one))));
        }
        String where = out.map(o -> o + "/" + name).orElse(null);
        return new Answer(Status.YES, () -> Json.answer().put("file", file).put("format", result.format())
                .put("host", host.map(Host::name).orElse(null)).put("name", result.imported().name()).put("path", where)
                .put("profile", result.imported().profile())
                .list("lost", result.imported().lost(), ProfileImports::json),
                text -> text(file, result, where, text));
    }

    private static Json json(NotCarried one) {
        Json json = Json.object().put("what", one.what()).put("why", one.why());
        return one.line() > 0 ? json.put("line", one.line()) : json;
    }

    private static ProfileImport.Result read(Invocation invocation, String file, Optional<Host> host)
            throws CommandException {
        try {
            Path path = invocation.path(file);
            byte[] content = bytes(path);
            if (content.length > MAX_BYTES) {
                throw new CommandException(Status.INPUT, file + ": more than 4 MiB; expected the configuration of one "
                        + "machine");
            }
            Path last = path.getFileName();
            return new ProfileImport(invocation.plugins()).read(last == null ? file : last.toString(), content, host);
        } catch (IOException failure) {
            throw new CommandException(Status.INPUT, file + ": " + FileErrors.reason(failure), failure);
        } catch (ImportException wrong) {
            throw new CommandException(Status.INPUT, file + (wrong.line() > 0 ? ":" + wrong.line() : "") + ": "
                    + wrong.getMessage(), wrong);
        } catch (PluginException failure) {
            throw Command.pluginFailed(failure);
        }
    }

    /** One byte more than the limit at most. */
    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private static String words(String file, NotCarried one) {
        return file + (one.line() > 0 ? ":" + one.line() : "") + ": not carried over: " + one.what() + ": "
                + one.why();
    }

    private static void text(String file, ProfileImport.Result result, String where, Text text) {
        if (where == null) {
            text.line(result.imported().profile().stripTrailing());
            return;
        }
        result.imported().lost().forEach(one -> text.line(Command.oneLine(words(file, one))));
        int lost = result.imported().lost().size();
        text.line("wrote " + where + ": read as " + result.title() + ", " + (lost == 0
                ? text.tone(Text.Tone.GOOD, "everything carried over") : text.tone(Text.Tone.BAD, lost
                        + (lost == 1 ? " thing" : " things") + " not carried over")));
    }
}
