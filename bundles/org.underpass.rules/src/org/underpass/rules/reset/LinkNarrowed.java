package org.underpass.rules.reset;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
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

/** D14: the link to the card is narrower than both of its ends. */
public final class LinkNarrowed implements Rule {
    private static final RuleInfo INFO = RuleText.of("D14", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("the card's link is narrower than it could be")
            .why("One user's link came back with half of its lanes after the guest's first start and stayed so until a "
                    + "cold boot; a slot that shares its lanes shows the same.")
            .cure("Compare with the width after a cold boot; if it was full then, look for a firmware update of the "
                    + "board.")
            .references("https://forum.proxmox.com/threads/178461/")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        for (HostFunction display : Given.displays(context)) {
            Fact<Integer> now = display.currentLinkWidth();
            int width = now.orElse(0);
            int most = display.maxLinkWidth().orElse(0);
            Optional<HostFunction> port = host.topology().parent(display.address())
                    .flatMap(p -> host.function(p.address()));
            // A card in a slot with fewer lanes is no news.
            int slot = port.map(p -> p.maxLinkWidth().orElse(0)).orElse(0);
            if (width <= 0 || width >= most || slot < most) {
                continue;
            }
            findings.accept(Finding.of(INFO, display.address().toString())
                    .message("the link to " + display.address() + " has " + width + " lanes, and both ends could have "
                            + most)
                    .at(Given.place(context, display.address()))
                    .evidence(Evidence.of("current_link_width=" + width, now),
                            Evidence.of("max_link_width=" + most, display.maxLinkWidth()),
                            Evidence.of("max_link_width=" + slot + " of the port " + port.get().address(),
                                    port.get().maxLinkWidth()))
                    .fix(new Fix.Manual("switch the machine off and on and compare; take the card out and put it back, "
                            + "or leave the slot free that shares its lanes", Fix.Manual.Where.HARDWARE))
                    .build());
        }
    }
}
