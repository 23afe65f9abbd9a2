package org.underpass.rules.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.rules.Chips;
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

/** D17: a part of a processor's adapter stays with the host. */
public final class ApuSplit implements Rule {
    private static final RuleInfo INFO = RuleText.of("D17", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("a part of the processor's adapter stays with the host")
            .why("One user's guest shows artifacts and page faults after a restart unless it has all of the adapter's "
                    + "functions, the second audio function too, and switches the adapter off before it shuts down.")
            .cure("Give all functions of the slot to the guest, and run the RadeonResetBugFix service in it.")
            .references("https://github.com/inga-lovinde/RadeonResetBugFix/issues/6",
                    "https://github.com/isc30/ryzen-gpu-passthrough-proxmox")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<PciAddress> given = context.assignment().addresses();
        for (HostFunction display : Given.displays(context)) {
            if (!Chips.isApu(display.pci())) {
                continue;
            }
            List<HostFunction> left = context.host().functions().stream()
                    .filter(f -> f.address().sameSlot(display.address()) && !given.contains(f.address())
                            && f.pci().isAudio()).toList();
            if (left.isEmpty()) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message("of the processor's adapter at " + display.address() + ", "
                            + String.join(", ", left.stream().map(f -> f.address().toString()).toList())
                            + (left.size() == 1 ? " stays" : " stay") + " with the host")
                    .at(Given.place(context, display.address()))
                    .evidence(Chips.evidence(display, "a processor's adapter"));
            List<Fix> fixes = new ArrayList<>();
            for (HostFunction function : left) {
                finding.evidence(Evidence.of(function.address() + " is an audio function of the same slot",
                        function.source("class")));
                Given.giveAway(context, function).filter(f -> !fixes.contains(f)).ifPresent(fixes::add);
            }
            fixes.forEach(finding::fix);
            findings.accept(finding.fix(new Fix.Manual("have the guest switch the adapter off before it shuts down "
                    + "(RadeonResetBugFix service)", Fix.Manual.Where.GUEST)).build());
        }
    }
}
