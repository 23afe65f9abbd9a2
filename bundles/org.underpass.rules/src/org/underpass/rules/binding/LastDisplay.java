package org.underpass.rules.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostDisplays;
import org.underpass.host.HostFunction;
import org.underpass.host.KernelArguments;
import org.underpass.pci.PciAddress;
import org.underpass.profile.HostAdapter;
import org.underpass.profile.HostDisplay;
import org.underpass.profile.RescuePath;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
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

/** C05: the host's last display goes to the guest, and nothing shows how to get back in. */
public final class LastDisplay implements Rule {
    private static final RuleInfo INFO = RuleText.of("C05", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the host's only display is given away")
            .why("When the guest hangs or the card does not come back, a host without a screen can only be switched "
                    + "off.")
            .cure("Have a way back before the first start: a secure shell server, a serial console, a remote desktop, "
                    + "or a timer that undoes the switch; and name it in the profile.")
            .references("https://github.com/joeknock90/Single-GPU-Passthrough")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        List<HostFunction> displays = Given.displays(context);
        if (displays.isEmpty() || keepsOne(context)) {
            return;
        }
        Host host = context.host();
        Optional<HostDisplay> wish = Given.machine(context).map(VmProfile::display).map(d -> d.host());
        Finding.Builder finding = Finding.of(INFO, "host")
                .at(context.location("display.host"))
                .evidence(Evidence.of(displays.get(0).address() + " is a display adapter that is given away",
                        displays.get(0).source("class")));
        List<HostFunction> reserved = reserved(context);
        reserved.forEach(f -> finding.evidence(Evidence.of(f.address() + " is on " + f.driver().orElse("")
                + ", a driver for guests", f.driver())));
        String lost = reserved.isEmpty() ? "the host's only display, " + displays.get(0).address() + ", is given away"
                : "the only display that the host uses, " + displays.get(0).address() + ", is given away";
        if (wish.filter(LastDisplay::isProvidedFor).isPresent()) {
            findings.accept(finding.severity(Severity.INFO)
                    .message(lost + ", and the profile names a way back")
                    .evidence(new Evidence("display.host names " + words(wish.get()),
                            Given.machine(context).get().fileName())).build());
            return;
        }
        List<Evidence> ways = ways(host);
        if (!ways.isEmpty()) {
            findings.accept(finding.severity(Severity.WARNING)
                    .message(lost + ": until the guest stops, only another way leads into it")
                    .evidence(ways).fix(edit(context)).build());
            return;
        }
        Fact<Boolean> shell = host.programs().secureShell();
        boolean sure = shell.isKnown() && host.kernel().arguments().isKnown();
        finding.severity(sure ? Severity.ERROR : Severity.WARNING)
                .message(lost + (sure ? ", and there is no other way into it"
                        : ", and nothing that is shown is another way into it"));
        finding.evidence(Evidence.of(shell.isKnown() ? "no secure shell server is switched on"
                : "whether a secure shell server is switched on is not shown", shell));
        finding.evidence(Evidence.of(host.kernel().arguments().isKnown() ? "no serial console on the command line"
                : "the command line is not shown", host.kernel().arguments()));
        findings.accept(finding.fix(new Fix.HostChange("switch a secure shell server on", Fix.HostChange.Kind.SERVICE,
                "ssh.service", "enabled")).fix(edit(context)).build());
    }

    /** A display adapter that stays, PCI or not, and is not on a driver for guests already. */
    private static boolean keepsOne(RuleContext context) {
        Set<PciAddress> given = context.assignment().addresses();
        boolean pci = context.host().functions().stream().anyMatch(f -> f.pci().isDisplay()
                && !given.contains(f.address()) && !f.physfn().isKnown()
                && f.driver().value().filter(Given::isHarmlessDriver).isEmpty());
        List<HostDisplays.Card> cards = context.host().displays().cards().orElse(List.of());
        return pci || cards.stream().anyMatch(c -> c.function().isEmpty() && !isOfFirmware(context.host()));
    }

    /** Display adapters that stay with the host, and that it has set aside for guests. */
    private static List<HostFunction> reserved(RuleContext context) {
        Set<PciAddress> given = context.assignment().addresses();
        return context.host().functions().stream().filter(f -> f.pci().isDisplay() && !given.contains(f.address())
                && f.driver().value().filter(Given::isHarmlessDriver).isPresent()).toList();
    }

    /** A DRM card without a function may be firmware's picture on the very card that is given away. */
    private static boolean isOfFirmware(Host host) {
        return !host.displays().firmwareFramebuffers().orElse(List.of()).isEmpty();
    }

    private static boolean isProvidedFor(HostDisplay wish) {
        return !wish.rescue().isEmpty() || wish.adapter().filter(HostAdapter.VIRTUAL::equals).isPresent();
    }

    private static String words(HostDisplay wish) {
        return wish.rescue().isEmpty() ? "a virtual adapter"
                : String.join(", ", wish.rescue().stream().map(RescuePath::word).toList());
    }

    private static List<Evidence> ways(Host host) {
        List<Evidence> all = new ArrayList<>();
        Fact<Boolean> shell = host.programs().secureShell();
        if (shell.orElse(false)) {
            all.add(Evidence.of("a secure shell server is switched on", shell));
        }
        Fact<KernelArguments> arguments = host.kernel().arguments();
        arguments.value().map(a -> a.values("console")).orElse(List.of()).stream()
                .filter(c -> c.startsWith("ttyS") || c.startsWith("ttyAMA") || c.startsWith("hvc")).findFirst()
                .ifPresent(c -> all.add(Evidence.of("console=" + c, arguments)));
        return all;
    }

    private static Fix edit(RuleContext context) {
        String title = "name the way back that you have (ssh, serial, remote-desktop, timer)";
        return Given.machine(context).isPresent()
                ? new Fix.EditProfile(title, new ProfileEdit.Add("display.host.rescue", "ssh"))
                : new Fix.Manual(title + " in the profile's display.host.rescue", Fix.Manual.Where.PROFILE);
    }
}
