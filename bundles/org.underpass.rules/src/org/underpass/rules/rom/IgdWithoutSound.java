package org.underpass.rules.rom;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.rules.Given;
import org.underpass.rules.Groups;
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

/** E11: sound of Intel graphics stays with the host. */
public final class IgdWithoutSound implements Rule {
    private static final RuleInfo INFO = RuleText.of("E11", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("sound of Intel graphics stays with the host")
            .why("Sound for HDMI and DisplayPort of integrated graphics comes from the chipset's "
                    + "audio function, which sits in a group of its own or with others the host needs.")
            .cure("Give the audio function away too where its group allows it, or use other sound.")
            .references("https://github.com/LongQT-sea/intel-igpu-passthru/issues/18")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        List<HostFunction> given = context.assignment().functions();
        for (HostFunction function : Igd.given(context)) {
            Optional<HostFunction> audio = context.host().functions().stream()
                    .filter(f -> f.pci().isAudio() && f.pci().vendor() == Igd.INTEL && f.address().bus() == 0)
                    .filter(f -> !given.contains(f)).findFirst();
            if (audio.isPresent() && context.profile().isPresent()) {
                PciAddress address = audio.get().address();
                Finding.Builder finding = Finding.of(INFO, function.address().toString())
                        .message("screens of " + function.address() + " stay silent: their sound comes from "
                                + address + ", which the host keeps")
                        .at(Given.place(context, function.address()))
                        .evidence(new Evidence(address + " is an audio function of Intel's on the root bus",
                                audio.get().source("class").toString()));
                Groups.id(context.host(), address).ifPresent(group -> finding.evidence(
                        Evidence.of(address + " is in group " + group, audio.get().group())));
                findings.accept(finding.fix(new Fix.Manual("give " + address + " to the guest too where its group "
                        + "holds nothing that the host needs, or use other sound", Fix.Manual.Where.PROFILE)).build());
            }
        }
    }
}
