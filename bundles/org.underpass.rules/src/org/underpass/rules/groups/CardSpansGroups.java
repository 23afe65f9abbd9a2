package org.underpass.rules.groups;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
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

/** B05: the card is in two groups, and only one of them was thought of. */
public final class CardSpansGroups implements Rule {
    private static final RuleInfo INFO = RuleText.of("B05", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the card spans two IOMMU groups")
            .why("Some cards have their audio or USB function in a group of its own, which is easily forgotten, and "
                    + "then the card is split between host and guest.")
            .cure("Give the functions in both groups to the guest.")
            .references("ls-iommu README (RX 6600 XT)", "RisingPrism single GPU passthrough wiki, step 3")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Set<PciAddress> given = context.assignment().addresses();
        Set<PciAddress> told = new TreeSet<>();
        for (HostFunction display : Given.displays(context)) {
            Optional<Group> first = host.groups().of(display.address());
            for (HostFunction companion : Given.companions(host, display)) {
                Optional<Group> second = host.groups().of(companion.address());
                if (first.isEmpty() || second.isEmpty() || first.get().id().equals(second.get().id())
                        || given.contains(companion.address()) || !told.add(companion.address())) {
                    continue;
                }
                Finding.Builder finding = Finding.of(INFO, companion.address().toString())
                        .message("the card at " + display.address() + " is in group " + first.get().id() + " and, with "
                                + companion.address() + ", in group " + second.get().id() + ", which was left out")
                        .at(Given.place(context, display.address()))
                        .evidence(Evidence.of(display.address() + " is in group " + first.get().id(),
                                        first.get().place()),
                                Evidence.of(companion.address() + " is in group " + second.get().id(),
                                        second.get().place()));
                Given.giveAway(context, companion).ifPresent(finding::fix);
                findings.accept(finding.build());
            }
        }
    }
}
