package org.underpass.rules.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** E12: graphics whose virtual functions are used are given away. */
public final class ParentWithVirtualFunctions implements Rule {
    private static final RuleInfo INFO = RuleText.of("E12", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("graphics whose virtual functions are used are given away")
            .why("Virtual functions live as long as their parent's driver: giving the parent away, or "
                    + "loading another driver, takes them from every guest.")
            .cure("Keep the parent with the host, and give away virtual functions only.")
            .references("https://github.com/strongtz/i915-sriov-dkms/issues/55",
                    "https://github.com/strongtz/i915-sriov-dkms/issues/342")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : Given.displays(context)) {
            List<Evidence> signs = new ArrayList<>();
            for (String module : List.of("i915", "xe")) {
                context.host().kernel().arguments().value().flatMap(a -> a.value(module + ".max_vfs"))
                        .filter(v -> !v.equals("0")).ifPresent(v -> signs.add(Evidence.of(module + ".max_vfs=" + v,
                                context.host().kernel().arguments())));
                context.host().modprobe().value().map(m -> m.options(module)).orElse(List.of()).stream()
                        .filter(o -> o.name().equals("max_vfs") && !o.value().equals("0"))
                        .forEach(o -> signs.add(Evidence.of(module + " max_vfs=" + o.value(), o.source())));
            }
            boolean able = function.sriovTotalVfs().value().filter(n -> n > 0).isPresent();
            context.assignment().functions().stream()
                    .filter(f -> f.physfn().value().filter(function.address()::equals).isPresent())
                    .forEach(f -> signs.add(Evidence.of(f.address() + ", a virtual function of it, is given away too",
                            f.physfn())));
            if (!signs.isEmpty() && able && function.pci().vendor() == Igd.INTEL) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message(function.address() + " is given away, although the host makes virtual functions of it")
                        .at(Given.place(context, function.address()))
                        .evidence(signs)
                        .fix(new Fix.Manual("give a virtual function away instead (sriov:)",
                                Fix.Manual.Where.PROFILE)).build());
            }
        }
    }
}
