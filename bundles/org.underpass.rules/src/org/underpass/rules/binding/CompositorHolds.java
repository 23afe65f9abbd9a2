package org.underpass.rules.binding;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.HostHolders;
import org.underpass.profile.DisplayManagerAction;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** C10: the desktop has the card open. */
public final class CompositorHolds implements Rule {
    private static final RuleInfo INFO = RuleText.of("C10", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the desktop has the card open")
            .why("Compositors and X servers open every card that is there when they start, and let go of none, so "
                    + "the card can be taken only after the session has ended.")
            .cure("Keep the session away from the card when it starts (AQ_DRM_DEVICES, WLR_DRM_DEVICES, "
                    + "KWIN_DRM_DEVICES, a seat rule), or stop the display manager while the guest runs.")
            .references("https://github.com/hyprwm/aquamarine/issues/416",
                    "https://github.com/HikariKnight/quickpassthrough/issues/15",
                    "https://github.com/WayfireWM/wayfire/issues/2629")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Unbinding.displays(context)) {
            List<HostHolders.Holder> holders = Unbinding.holders(context.host(), display).stream()
                    .filter(h -> Unbinding.isCompositor(h.process()) && !OptimusScreen.isMeant(display, h)).toList();
            if (holders.isEmpty()) {
                continue;
            }
            boolean stopped = Given.machine(context).map(vm -> vm.switching().displayManager())
                    .filter(DisplayManagerAction.STOP::equals).isPresent();
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .severity(stopped ? Severity.INFO : Severity.WARNING)
                    .message(Unbinding.names(holders) + ", which draws the desktop, has " + display.address() + " open"
                            + (stopped ? ", until the display manager is stopped" : ""))
                    .at(Given.place(context, display.address()));
            holders.forEach(h -> finding.evidence(Unbinding.evidence(h)));
            if (!stopped) {
                finding.fix(new Fix.Manual("start the session without this card (AQ_DRM_DEVICES, WLR_DRM_DEVICES or "
                        + "KWIN_DRM_DEVICES)", Fix.Manual.Where.HOST));
                finding.fix(new Fix.EditProfile("stop the display manager while the guest runs",
                        new ProfileEdit.Set("switch.displayManager", DisplayManagerAction.STOP.word())));
            }
            findings.accept(finding.build());
        }
    }
}
