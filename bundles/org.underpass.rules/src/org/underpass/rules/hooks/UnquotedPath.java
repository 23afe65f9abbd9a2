package org.underpass.rules.hooks;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.rules.RuleText;
import org.underpass.rules.hooks.Hooks.Shell;
import org.underpass.rules.hooks.ShellScript.Command;
import org.underpass.rules.hooks.ShellScript.Word;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G10: a path with a blank breaks the script. */
public final class UnquotedPath implements Rule {
    private static final RuleInfo INFO = RuleText.of("G10", Severity.WARNING, Basis.THREADS, Scope.SCRIPT)
            .title("a path with a blank breaks the script")
            .why("The shell splits the value of an expansion at its blanks unless it stands in double "
                    + "quotes: one path becomes two.")
            .cure("Put double quotes around the expansion.")
            .references("https://github.com/mroboff/vm-curator/issues/65",
                    "https://www.shellcheck.net/wiki/SC2086")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (Shell shell : Hooks.shells(context)) {
            List<Command> wrong = shell.shell().commands().stream().filter(UnquotedPath::splits).toList();
            if (!wrong.isEmpty()) {
                findings.accept(shell.finding(INFO, wrong)
                        .message(shell.file() + " uses paths without quotes, which break at a blank")
                        .fix(new Fix.Manual("put double quotes around each $… of these lines", Fix.Manual.Where.HOST))
                        .build());
            }
        }
    }

    /** Only words that are paths or arguments of the script: lists of options are often split on purpose. */
    private static boolean splits(Command command) {
        boolean test = !command.words().isEmpty() && (command.words().get(0).text().equals("[[")
                || command.words().get(0).text().equals("case") || command.words().get(0).text().equals("for"));
        return !test && (command.words().stream().anyMatch(UnquotedPath::isPath)
                || command.outputs().stream().anyMatch(UnquotedPath::isPath));
    }

    private static boolean isPath(Word word) {
        return word.bare() && (word.text().contains("/") || word.text().matches("\\$[1-9@*].*"))
                && !word.text().matches("[A-Za-z_][A-Za-z0-9_]*=.*");
    }
}
