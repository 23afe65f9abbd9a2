package org.underpass.rules.hooks;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.pci.PciAddress;
import org.underpass.rules.Given;
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

/** G06: two parties take the device from the host. */
public final class DetachedTwice implements Rule {
    private static final RuleInfo INFO = RuleText.of("G06", Severity.WARNING, Basis.THREADS, Scope.SCRIPT)
            .title("two parties take the device from the host")
            .why("What libvirt or the switch takes and gives back, the hook takes and gives back too; "
                    + "whoever comes second fails or takes it at the wrong time.")
            .cure("Choose one owner: leave the device out of the hook, or tell libvirt managed='no'.")
            .references("https://github.com/PassthroughPOST/VFIO-Tools/issues/2")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (Given.machine(context).filter(vm -> !vm.devices().isEmpty()).isEmpty()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        for (PciAddress address : context.assignment().addresses()) {
            names.add(address.toString());
            names.add("pci_" + address.toString().replace(':', '_').replace('.', '_'));
        }
        for (Shell shell : Hooks.shells(context)) {
            boolean named = shell.shell().commands().stream().flatMap(c -> c.words().stream())
                    .anyMatch(w -> names.stream().anyMatch(w.text()::contains));
            List<Command> takes = named ? shell.shell().commands().stream().filter(DetachedTwice::takes).toList()
                    : List.of();
            if (!takes.isEmpty()) {
                findings.accept(shell.finding(INFO, takes)
                        .message(shell.file() + " takes or gives back a device that the profile gives away already")
                        .fix(new Fix.Manual("take these lines out of the hook", Fix.Manual.Where.HOST)).build());
            }
        }
    }

    private static boolean takes(Command command) {
        boolean virsh = command.program().equals("virsh") && command.arguments().stream()
                .anyMatch(a -> a.equals("nodedev-detach") || a.equals("nodedev-reattach"));
        return virsh || command.outputs().stream().map(Word::text).anyMatch(
                f -> f.contains("/drivers/") && (f.endsWith("/unbind") || f.endsWith("/bind") || f.endsWith("/new_id"))
                        || f.endsWith("/driver/unbind") || f.endsWith("/driver_override"));
    }
}
