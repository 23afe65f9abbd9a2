package org.underpass.rules.hooks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Provenance;
import org.underpass.rules.RuleText;
import org.underpass.rules.hooks.Hooks.Shell;
import org.underpass.rules.hooks.ShellScript.Command;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G05: a hook ends at the first command that fails. */
public final class HookGivesUp implements Rule {
    private static final RuleInfo INFO = RuleText.of("G05", Severity.WARNING, Basis.SOURCE, Scope.SCRIPT)
            .title("a hook ends at the first command that fails")
            .why("With set -e one harmless failure, such as a module that is not loaded, ends the "
                    + "hook half-way, and libvirt does not start the guest.")
            .cure("Take set -e away, and look at the results that matter.")
            .references("https://github.com/PassthroughPOST/VFIO-Tools")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (Shell shell : Hooks.shells(context)) {
            List<Command> sets = shell.find((program, arguments) -> program.equals("set") && gives(arguments));
            String first = new String(shell.script().content().orElse(new byte[0]), StandardCharsets.ISO_8859_1)
                    .lines().findFirst().orElse("");
            boolean shebang = first.matches("#!\\S*sh\\s+-[a-z]*e[a-z]*\\s*");
            if (!sets.isEmpty() || shebang) {
                Finding.Builder finding = shell.finding(INFO, sets)
                        .message(shell.file() + " ends at the first command that fails, and the guest does not start");
                if (shebang) {
                    finding.evidence(Evidence.of(first, Provenance.line(shell.file(), 1)));
                }
                findings.accept(finding.fix(new Fix.Manual("take set -e away, and test what must succeed",
                        Fix.Manual.Where.HOST)).build());
            }
        }
    }

    private static boolean gives(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.matches("-[a-z]*e[a-z]*") || word.equals("errexit") && i > 0
                    && arguments.get(i - 1).matches("-[a-z]*o")) {
                return true;
            }
        }
        return false;
    }
}
