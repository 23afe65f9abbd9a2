package org.underpass.rules.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** G09: the display manager is started before the card is back. */
public final class ManagerTooEarly implements Rule {
    private static final RuleInfo INFO = RuleText.of("G09", Severity.WARNING, Basis.THREADS, Scope.SCRIPT)
            .title("the display manager is started before the card is back")
            .why("A session that starts without its driver or console gives up, and the manager "
                    + "starts it again and again.")
            .cure("Start the display manager as the last step, after drivers and consoles are back.")
            .references("https://github.com/joeknock90/Single-GPU-Passthrough/issues/81")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (Shell shell : Hooks.shells(context)) {
            List<Command> commands = shell.shell().commands();
            int start = -1;
            List<Command> late = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                Command command = commands.get(i);
                if (Hooks.displayManager(command.program(), command.arguments(), Set.of("start", "restart"))
                        .isPresent()) {
                    start = start < 0 ? i : start;
                } else if (start >= 0 && bringsBack(command)) {
                    late.add(command);
                }
            }
            if (!late.isEmpty()) {
                findings.accept(shell.finding(INFO, List.of(commands.get(start)))
                        .message(shell.file() + " starts the display manager before the card is back")
                        .evidence(late.stream().limit(5).map(shell::line).toList())
                        .fix(new Fix.Manual("move the start to the end of the script", Fix.Manual.Where.HOST)).build());
            }
        }
    }

    private static boolean bringsBack(Command command) {
        boolean module = command.program().equals("modprobe") && command.arguments().stream().noneMatch(
                a -> a.equals("-r") || a.equals("--remove")) && command.arguments().stream().anyMatch(
                        a -> a.matches("nvidia.*|amdgpu|radeon|nouveau|i915|xe|drm.*"));
        boolean virsh = command.program().equals("virsh") && command.arguments().contains("nodedev-reattach");
        return module || virsh || command.outputs().stream().map(Word::text)
                .anyMatch(f -> f.contains("vtcon") && f.endsWith("/bind") || f.endsWith("/drivers_probe")
                        || f.contains("/drivers/") && f.endsWith("/bind"));
    }
}
