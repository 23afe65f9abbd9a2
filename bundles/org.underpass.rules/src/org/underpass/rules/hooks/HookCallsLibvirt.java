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

/** G01: a hook calls libvirt. */
public final class HookCallsLibvirt implements Rule {
    private static final RuleInfo INFO = RuleText.of("G01", Severity.WARNING, Basis.DOCUMENTATION, Scope.SCRIPT)
            .title("a hook calls libvirt")
            .why("libvirt waits for its hook, and a hook that calls libvirt waits for libvirt: its "
                    + "documentation forbids it, and it can hang for ever.")
            .cure("Let libvirt detach the devices itself (managed='yes'), or write to sysfs in the "
                    + "hook.")
            .references("https://libvirt.org/hooks.html",
                    "libvirt-users mailing list, November 2013",
                    "https://github.com/joeknock90/Single-GPU-Passthrough",
                    "https://github.com/QaidVoid/Complete-Single-GPU-Passthrough")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (Shell shell : Hooks.shells(context)) {
            List<Command> calls = shell.find(HookCallsLibvirt::isLibvirt);
            if (!calls.isEmpty()) {
                findings.accept(shell.finding(INFO, calls)
                        .message(shell.file() + " calls libvirt: " + calls.get(0).program())
                        .fix(new Fix.Manual("take the call out: with managed='yes' libvirt takes and gives back the "
                                + "device by itself", Fix.Manual.Where.HOST)).build());
            }
        }
    }

    private static boolean isLibvirt(String program, List<String> arguments) {
        boolean service = program.equals("systemctl") || program.equals("service");
        return program.equals("virsh") || program.equals("virt-manager") || program.equals("virt-xml")
                || service && arguments.stream().anyMatch(a -> a.startsWith("libvirtd") || a.startsWith("virtqemud"));
    }
}
