package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import org.underpass.spi.rule.RuleInfo;

/** The page of documentation of a rule, made from the rule itself. The same rule gives the same bytes. */
public final class RulePage {
    private RulePage() {
    }

    /** CommonMark text, ending with a line feed; the rule's words appear as they are, whatever they contain. */
    public static String markdown(RuleInfo rule) {
        List<String> out = new ArrayList<>();
        out.add("# " + text(rule.id() + ": " + rule.title()));
        out.add("");
        out.add("| Severity | Rests on | Asked of |");
        out.add("| --- | --- | --- |");
        out.add("| " + rule.severity().word() + " | " + basis(rule.basis()) + " | " + scope(rule.scope()) + " |");
        section(out, "Why it matters", List.of(text(rule.why())));
        section(out, "What helps", List.of(text(rule.cure())));
        section(out, "What logs say", rule.symptoms().stream().map(s -> "- " + code(s)).toList());
        section(out, "Sources", rule.references().stream().map(r -> "- " + reference(r)).toList());
        return String.join("\n", out) + "\n";
    }

    /** How well a cause is established, for people. */
    public static String basis(RuleInfo.Basis basis) {
        return switch (basis) {
            case SOURCE -> "the source of the program that fails";
            case DOCUMENTATION -> "a project's documentation";
            case THREADS -> "public threads with several voices";
            case SINGLE_REPORT -> "one user's report: a hint";
            case INFERENCE -> "an inference from source";
        };
    }

    private static String scope(RuleInfo.Scope scope) {
        return switch (scope) {
            case HOST -> "a host";
            case PROFILE -> "a profile";
            case ASSIGNMENT -> "a device of a host that is given away";
            case LOG -> "a log";
            case SCRIPT -> "a script of the owner's";
        };
    }

    private static void section(List<String> out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.add("");
            out.add("## " + title);
            out.add("");
            out.addAll(lines);
        }
    }

    private static String reference(String source) {
        boolean address = source.matches("https?://[^\\s<>]+");
        return address ? "<" + source + ">" : text(source);
    }

    /** A code span: its fence is one backtick longer than the longest run inside (CommonMark 6.1). */
    private static String code(String text) {
        String line = text.replaceAll("\\R", " ");
        int longest = 0;
        int run = 0;
        for (int i = 0; i < line.length(); i++) {
            run = line.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        String pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /** Plain text with everything escaped that CommonMark or a table could take for markup. */
    private static String text(String words) {
        return words.replaceAll("\\R", " ").replaceAll("([\\\\`*_\\[\\]<>|#&])", "\\\\$1");
    }
}
