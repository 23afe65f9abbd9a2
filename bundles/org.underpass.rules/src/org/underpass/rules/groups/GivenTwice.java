package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B13: two entries of the profile name one function. */
public final class GivenTwice implements Rule {
    private static final RuleInfo INFO = RuleText.of("B13", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("a device is given away twice")
            .why("The second entry finds its device taken, and the guest does not start.")
            .cure("Keep one entry; one that names a slot gives all its functions.")
            .symptoms("is already attached")
            .references("https://github.com/gnif/vendor-reset/issues/4")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Map<PciAddress, ResolvedDevice> first = new TreeMap<>();
        for (ResolvedDevice device : context.assignment().devices()) {
            if (device.entry().filter(e -> e.mdev().isPresent() || e.sriov().isPresent()).isPresent()) {
                continue; // Many guests' devices are made on one function.
            }
            List<PciAddress> twice = new ArrayList<>();
            ResolvedDevice other = null;
            for (HostFunction function : device.functions()) {
                ResolvedDevice before = first.putIfAbsent(function.address(), device);
                if (before != null) {
                    twice.add(function.address());
                    other = before;
                }
            }
            if (other != null) {
                findings.accept(Finding.of(INFO, device.path())
                        .message(device.name() + " gives away "
                                + String.join(", ", twice.stream().map(PciAddress::toString).toList())
                                + ", which " + other.path() + " gives away already")
                        .at(Given.place(context, device))
                        .evidence(new Evidence(other.path() + " and " + device.path() + " name the same function",
                                context.profile().map(p -> p.fileName()).orElse("the assignment")))
                        .fix(new Fix.EditProfile("drop the second entry", new ProfileEdit.Remove(device.path())))
                        .build());
            }
        }
    }
}
