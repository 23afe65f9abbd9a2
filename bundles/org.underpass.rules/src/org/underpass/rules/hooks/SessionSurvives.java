package org.underpass.rules.hooks;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Fact;
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

/** G07: the session outlives the stop of the display manager. */
public final class SessionSurvives implements Rule {
    private static final RuleInfo INFO = RuleText.of("G07", Severity.WARNING, Basis.SOURCE, Scope.SCRIPT)
            .title("the session outlives the stop of the display manager")
            .why("A desktop that was not started by the display manager that the hook stops goes on "
                    + "and keeps the card open.")
            .cure("Stop what really runs: ask loginctl for the sessions on the seat, and end those.")
            .references("https://github.com/QaidVoid/Complete-Single-GPU-Passthrough",
                    "https://github.com/mroboff/vm-curator")
            .info();

    private static final String UNIT = "etc/systemd/system/display-manager.service";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (!context.hasHost()) {
            return;
        }
        Fact<String> unit = context.host().tree().link(UNIT);
        String runs = unit.value().map(t -> t.substring(t.lastIndexOf('/') + 1).replace(".service", "")).orElse("");
        for (Shell shell : Hooks.shells(context)) {
            List<Command> wrong = shell.find((program, arguments) -> Hooks.displayManager(program, arguments,
                    Set.of("stop", "isolate")).filter(dm -> unit.isAbsent()
                            || !runs.isEmpty() && !dm.equals("display-manager") && !dm.equals(runs)).isPresent());
            if (!wrong.isEmpty()) {
                findings.accept(shell.finding(INFO, wrong)
                        .message(unit.isAbsent() ? shell.file() + " stops a display manager, and this host starts none"
                                : shell.file() + " stops another display manager than this host's, " + runs)
                        .evidence(Evidence.of(unit.isAbsent() ? "there is no display-manager.service"
                                : "display-manager.service is " + runs, unit))
                        .fix(new Fix.Manual("end the sessions that loginctl list-sessions shows on the seat instead",
                                Fix.Manual.Where.HOST)).build());
            }
        }
    }
}
