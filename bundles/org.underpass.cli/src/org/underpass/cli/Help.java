package org.underpass.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Help at each level, each with an example that runs. */
final class Help {
    private Help() {
    }

    static String version() {
        Bundle bundle = FrameworkUtil.getBundle(Help.class);
        return "underpass " + (bundle == null ? "(not started as a product)" : bundle.getVersion()) + "\n";
    }

    static String top() {
        Text text = new Text(false);
        text.line("Usage: underpass                                        open the workbench")
                .line("       underpass workbench [-host H] [-profile F]       open it on a machine and a profile")
                .line("       underpass <noun> <verb> [options]                work without a display")
                .blank()
                .line("Give a guest the real graphics adapter, and take it back.")
                .blank();
        List<List<String>> rows = new ArrayList<>();
        for (Verb verb : Verbs.ALL) {
            rows.add(List.of("  " + verb.name(), verb.summary() + notYet(verb)));
        }
        text.table(rows).blank()
                .line("  --help at each level says more; --version prints the version.")
                .blank()
                .line("Example: underpass host show --host demo:workstation");
        return text.toString();
    }

    static String noun(String noun) {
        Text text = new Text(false);
        text.line("Usage: underpass " + noun + " <verb> [options]").blank();
        List<List<String>> rows = new ArrayList<>();
        for (Verb verb : Verbs.of(noun)) {
            rows.add(List.of("  " + verb.name() + " " + verb.operands(), verb.summary() + notYet(verb)));
        }
        text.table(rows).blank();
        text.line("Example: " + Verbs.of(noun).stream().filter(v -> v.action() != null).findFirst()
                .map(Verb::example).orElse("underpass " + noun + " --help"));
        return text.toString();
    }

    static String verb(Verb verb) {
        Text text = new Text(false);
        text.line(("Usage: underpass " + verb.name() + " " + verb.operands()).stripTrailing()
                + (verb.options().isEmpty() ? "" : " [options]")).blank();
        text.line(sentence(verb.summary()) + notYet(verb));
        if (!verb.options().isEmpty()) {
            text.blank();
            List<List<String>> rows = new ArrayList<>();
            for (Verb.Option option : verb.options()) {
                rows.add(List.of("  " + option.word() + (option.parameter() == null ? "" : " " + option.parameter()),
                        option.help()));
            }
            text.table(rows);
        }
        return text.blank().line("Example: " + verb.example()).toString();
    }

    static String verbsOf(String noun) {
        return String.join(", ", Verbs.of(noun).stream().map(Verb::verb).toList());
    }

    /** The JSON Schema of a verb's answer. */
    static String schema(Verb verb) {
        String name = "/schema/" + verb.name().replace(' ', '-') + ".schema.json";
        try (InputStream in = Help.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A question about a word that was probably meant; empty when none is near. */
    static String closest(String word, List<String> known) {
        return known.stream().filter(k -> distance(word, k) <= 2)
                .min((a, b) -> Integer.compare(distance(word, a), distance(word, b)))
                .map(k -> "; did you mean '" + k + "'?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
    }

    private static String notYet(Verb verb) {
        return verb.action() == null ? " (not there yet)" : "";
    }
}
