package org.underpass.rules.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Board;
import org.underpass.rules.Chips;
import org.underpass.rules.Given;
import org.underpass.rules.ModuleParameters;
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

/** D11: the card, or the port above it, may fall into a sleep from which it does not wake. */
public final class SleepsTooDeep implements Rule {
    private static final RuleInfo INFO = RuleText.of("D11", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the card may not wake from D3cold")
            .why("An idle card on vfio-pci is put to sleep with its port, and some cards and laptops never come back "
                    + "from D3cold before a restart.")
            .cure("Keep the card awake: disable_idle_d3=1 for vfio-pci, d3cold_allowed=0 and power/control=on for the "
                    + "card and the port above it.")
            .symptoms("Unable to change power state from D3cold to D0, device inaccessible",
                    "Unable to power on device, stuck in D3", "ms after resume; giving up", "pci_irq_handler")
            .references("https://github.com/kata-containers/kata-containers/issues/11708",
                    "https://github.com/mroboff/vm-curator/issues/60",
                    "https://github.com/gnif/vendor-reset/issues/76",
                    "https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/39")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        for (HostFunction display : Given.displays(context)) {
            Optional<HostFunction> port = host.topology().parent(display.address())
                    .flatMap(p -> host.function(p.address()));
            boolean asleep = isAsleep(display) || port.filter(SleepsTooDeep::isAsleep).isPresent();
            if (!asleep && (!mayFallAsleep(host, display) || isKeptAwake(context, display))) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message(display.address() + (asleep ? " sleeps in D3cold and may not wake for the guest"
                            : " may fall into D3cold while idle and not wake again"))
                    .at(Given.place(context, display.address()));
            display.powerState().value().filter("D3cold"::equals)
                    .ifPresent(s -> finding.evidence(Evidence.of("power_state=D3cold", display.powerState())));
            port.filter(SleepsTooDeep::isAsleep).ifPresent(p -> finding.evidence(
                    Evidence.of("power_state=D3cold of the port " + p.address(), p.powerState())));
            display.d3coldAllowed().value().filter(allowed -> allowed)
                    .ifPresent(a -> finding.evidence(Evidence.of("d3cold_allowed=1", display.d3coldAllowed())));
            if (Board.isMobile(host)) {
                finding.evidence(Evidence.of("a laptop's chassis", host.dmi().chassisType()));
            } else if (display.bootVga().orElse(false)) {
                finding.evidence(Evidence.of("boot_vga=1, and the maker is AMD", display.bootVga()));
            }
            ways(context, display, port).forEach(finding::fix);
            findings.accept(finding.build());
        }
    }

    private static boolean isAsleep(HostFunction function) {
        return function.powerState().value().filter("D3cold"::equals).isPresent();
    }

    /** Where it was met: on AMD cards that the host starts on, and on laptops. */
    private static boolean mayFallAsleep(Host host, HostFunction display) {
        boolean met = Board.isMobile(host)
                || display.pci().vendor() == Chips.AMD && display.bootVga().orElse(false);
        return met && display.d3coldAllowed().orElse(false)
                // What sits on the root bus has no port that could switch its power off.
                && !Board.isOnRootBus(host, display.address());
    }

    private static boolean isKeptAwake(RuleContext context, HostFunction display) {
        return Given.machine(context).flatMap(vm -> vm.preparation().keepAwake()).orElse(false)
                || display.powerControl().value().filter("on"::equals).isPresent()
                        && display.driver().value().filter(Given::isHarmlessDriver).isPresent()
                || ModuleParameters.isSet(context.host(), "vfio_pci", "disable_idle_d3");
    }

    private static List<Fix> ways(RuleContext context, HostFunction display, Optional<HostFunction> port) {
        List<Fix> fixes = new ArrayList<>();
        if (Given.machine(context).isPresent()) {
            fixes.add(new Fix.EditProfile("keep the card awake", new ProfileEdit.Set("preparation.keepAwake", true)));
        }
        fixes.add(new Fix.HostChange("keep vfio-pci from putting idle devices to sleep", Fix.HostChange.Kind.MODPROBE,
                "vfio-pci", "options vfio-pci disable_idle_d3=1"));
        fixes.add(new Fix.HostChange("forbid D3cold for " + display.address(), Fix.HostChange.Kind.SYSFS,
                display.source("d3cold_allowed").file(), "0"));
        port.ifPresent(p -> fixes.add(new Fix.HostChange("keep the port " + p.address() + " awake",
                Fix.HostChange.Kind.SYSFS, p.source("power/control").file(), "on")));
        return fixes;
    }
}
