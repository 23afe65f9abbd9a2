package org.underpass.rules.hooks;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.rules.RuleText;
import org.underpass.rules.hooks.Hooks.Shell;
import org.underpass.rules.hooks.ShellScript.Command;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G08: systemctl isolate ends what it should not. */
public final class IsolateKills implements Rule {
    private static final RuleInfo INFO = RuleText.of("G08", Severity.WARNING, Basis.SOURCE, Scope.SCRIPT)
            .title("systemctl isolate ends what it should not")
            .why("Isolating a target stops every service that the target does not want, the one that "
                    + "runs the hook or the guest among them.")
            .cure("Stop the display manager alone, or give the service IgnoreOnIsolate=yes.")
            .references("https://gitlab.com/risingprismtv/single-gpu-passthrough/-/wikis/home",
                    "systemd systemctl(1), isolate")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (Shell shell : Hooks.shells(context)) {
            List<Command> calls = shell.find((program, arguments) -> program.equals("systemctl")
                    && arguments.contains("isolate") || program.equals("init") || program.equals("telinit"));
            if (!calls.isEmpty()) {
                findings.accept(shell.finding(INFO, calls)
                        .message(shell.file() + " isolates a target, which stops the services that the guest needs too")
                        .fix(new Fix.Manual("stop display-manager.service alone", Fix.Manual.Where.HOST),
                                new Fix.Manual("or set IgnoreOnIsolate=yes in the unit that runs the guest",
                                        Fix.Manual.Where.HOST)).build());
            }
        }
    }
}
