package org.underpass.rules.binding;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.host.VersionNumber;
import org.underpass.profile.BindingTime;
import org.underpass.profile.source.ProfileEdit;
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

/** C15: a card and a kernel that crash when the card is given back. */
public final class Reattach9070 implements Rule {
    private static final RuleInfo INFO = RuleText.of("C15", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("giving the card back may crash this kernel")
            .why("One user's kernel 7.2.2 faults in vfio_pci_core_sriov_configure when an RX 9070 is given back to "
                    + "the host's driver.")
            .cure("Leave the card on vfio-pci (managed='no' in libvirt's words), or use another kernel.")
            .symptoms("vfio_pci_core_sriov_configure")
            .references("https://github.com/CachyOS/linux-cachyos/issues/1023")
            .info();

    private static final VersionNumber REPORTED = new VersionNumber(7, 2, 2);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<VersionNumber> version = context.host().kernel().version();
        boolean reported = version.value().filter(REPORTED::equals).isPresent();
        boolean stays = Given.machine(context).flatMap(vm -> vm.preparation().binding())
                .filter(BindingTime.BOOT::equals).isPresent();
        for (HostFunction display : reported && !stays ? Given.displays(context) : List.<HostFunction>of()) {
            if (display.pci().vendor() != Chips.AMD || display.pci().device() != 0x7550) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message("giving " + display.address() + " back to its driver crashed one user's Linux " + REPORTED)
                    .at(Given.place(context, display.address()))
                    .evidence(Chips.evidence(display, "RX 9070"), Evidence.of("Linux " + REPORTED, version));
            if (Given.machine(context).isPresent()) {
                finding.fix(new Fix.EditProfile("leave the card on vfio-pci",
                        new ProfileEdit.Set("preparation.binding", BindingTime.BOOT.word())));
            }
            findings.accept(finding.fix(new Fix.Manual("use another kernel", Fix.Manual.Where.HOST)).build());
        }
    }
}
