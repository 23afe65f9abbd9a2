package org.underpass.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.underpass.engine.OutputException;
import org.underpass.engine.PluginException;
import org.underpass.engine.PluginJar;
import org.underpass.engine.PluginStore.Entry;
import org.underpass.start.PluginFolder;

/** {@code plugins list}, {@code install} and {@code remove}. */
final class PluginVerbs {
    private PluginVerbs() {
    }

    static Answer list(Invocation invocation) {
        List<Entry> all = invocation.store().list(PluginFolder.of(invocation.environment()));
        return new Answer(Status.YES, () -> Json.answer().list("plugins", all, PluginVerbs::json),
                text -> text(all, text));
    }

    static Answer install(Invocation invocation) throws CommandException {
        String given = invocation.operands().get(0);
        Path folder = PluginFolder.of(invocation.environment());
        try {
            Entry entry = invocation.store().install(invocation.path(given), folder);
            return new Answer(Status.YES, () -> Json.answer().list("plugins", List.of(entry), PluginVerbs::json),
                    text -> text.line("installed " + entry.id() + " " + entry.version().orElse("") + ", which brings "
                            + brings(entry)));
        } catch (PluginJar.UnfitException unfit) {
            throw new CommandException(Status.INPUT, unfit.getMessage(), unfit);
        } catch (PluginException failure) {
            throw Command.pluginFailed(failure);
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
    }

    static Answer remove(Invocation invocation) throws CommandException {
        String id = invocation.operands().get(0);
        Path folder = PluginFolder.of(invocation.environment());
        List<Entry> known = invocation.store().list(folder);
        if (known.stream().anyMatch(e -> e.builtIn() && e.id().equals(id))) {
            throw CommandException.usage("plugins remove: " + id + " belongs to the product and stays");
        }
        try {
            if (!invocation.store().remove(id, folder)) {
                List<String> ids = known.stream().filter(e -> !e.builtIn()).map(Entry::id).toList();
                throw new CommandException(Status.INPUT, "no plug-in " + id + " is installed"
                        + (ids.isEmpty() ? "; none is" : "; installed are " + String.join(", ", ids)));
            }
        } catch (OutputException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
        return new Answer(Status.YES, () -> Json.answer().list("removed", List.of(id), i -> i),
                text -> text.line("removed " + id));
    }

    private static Json json(Entry entry) {
        return Json.object()
                .put("id", entry.id())
                .put("version", entry.version())
                .put("kind", entry.kind())
                .put("state", entry.state())
                .put("reason", entry.reason())
                .put("builtIn", entry.builtIn())
                .strings("rules", entry.rules())
                .strings("quirks", entry.quirks())
                .strings("backends", entry.backends());
    }

    private static void text(List<Entry> all, Text text) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("plug-in", "version", "state", "brings"));
        for (Entry entry : all) {
            rows.add(List.of(entry.id() + (entry.builtIn() ? "" : " *"), entry.version().orElse("?"),
                    text.tone(entry.state().equals("active") ? Text.Tone.GOOD : Text.Tone.BAD, entry.state()),
                    brings(entry) + entry.reason().map(r -> " (" + r + ")").orElse("")));
        }
        text.table(rows);
        if (all.stream().anyMatch(e -> !e.builtIn())) {
            text.line("* installed by you; the others belong to the product");
        }
    }

    private static String brings(Entry entry) {
        List<String> parts = new ArrayList<>();
        add(parts, entry.rules(), "rule");
        add(parts, entry.quirks(), "quirk");
        add(parts, entry.backends(), "backend");
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void add(List<String> parts, List<String> ids, String word) {
        if (!ids.isEmpty()) {
            parts.add((ids.size() == 1 ? word : ids.size() + " " + word + "s") + " " + String.join(" ", ids));
        }
    }
}
