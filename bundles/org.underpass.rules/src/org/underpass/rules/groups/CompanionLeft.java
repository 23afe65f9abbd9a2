package org.underpass.rules.groups;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B03: a function of the graphics card stays with the host. */
public final class CompanionLeft implements Rule {
    private static final RuleInfo INFO = RuleText.of("B03", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("a function of the graphics card is left behind")
            .why("Audio, USB and USB-C functions share power and reset with the graphics function, so a card that is "
                    + "split between host and guest neither resets nor sleeps well.")
            .cure("Give all functions of the card to the same guest.")
            .references("Linux drivers/pci/quirks.c, pci_create_device_link",
                    "https://github.com/uwzis/GPU-Passthrough-Manager/issues/21",
                    "https://github.com/kubernetes-sigs/dra-driver-nvidia-gpu/issues/1191",
                    "https://github.com/gnif/vendor-reset/issues/4")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<PciAddress> given = context.assignment().addresses();
        Set<PciAddress> told = new TreeSet<>();
        for (HostFunction display : Given.displays(context)) {
            List<PciAddress> linked = display.consumers().orElse(List.of());
            for (HostFunction companion : Given.companions(context.host(), display)) {
                if (given.contains(companion.address()) || !told.add(companion.address())) {
                    continue;
                }
                Finding.Builder finding = Finding.of(INFO, companion.address().toString())
                        .message(companion.address() + ", the " + kind(companion) + " function of the card at "
                                + display.address() + ", is left behind")
                        .at(Given.place(context, display.address()))
                        .evidence(Evidence.of(String.format("class %06x in the slot of %s",
                                companion.pci().classCode(), display.address()), companion.source("class")));
                if (linked.contains(companion.address())) {
                    finding.evidence(Evidence.of("the kernel powers it through " + display.address(),
                            display.source("consumer:pci:" + companion.address())));
                }
                companion.driver().value().ifPresent(
                        driver -> finding.evidence(Evidence.of("driver " + driver, companion.driver())));
                Given.giveAway(context, companion).ifPresent(finding::fix);
                findings.accept(finding.build());
            }
        }
    }

    private static String kind(HostFunction function) {
        if (function.pci().isAudio()) {
            return "audio";
        }
        return PciClass.isUsb(function.pci().classCode()) ? "USB" : "USB-C";
    }
}
