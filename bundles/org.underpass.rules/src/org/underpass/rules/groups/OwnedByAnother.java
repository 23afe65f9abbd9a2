package org.underpass.rules.groups;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGuests;
import org.underpass.host.HostHolders;
import org.underpass.pci.PciAddress;
import org.underpass.profile.VmProfile;
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

/** B14: another guest has the device, or its group. */
public final class OwnedByAnother implements Rule {
    private static final RuleInfo INFO = RuleText.of("B14", Severity.ERROR, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("another guest has the device or a neighbour of it")
            .why("An IOMMU group belongs to one guest at a time, so the second one that wants it does not start.")
            .cure("Stop the other guest first, or take the device out of one of them.")
            .symptoms("is in use by driver", "not doing bus reset", "is in use by domain")
            .references("Qubes OS documentation, PCI troubleshooting", "virt-manager virtinst/devices/hostdev.py")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        String own = Given.machine(context).map(VmProfile::name).orElse("");
        Set<PciAddress> told = new TreeSet<>();
        for (HostGuests.Guest guest : host.guests().all()) {
            for (PciAddress theirs : guest.name().equals(own) ? List.<PciAddress>of() : guest.devices()) {
                Optional<HostFunction> ours = context.assignment().functions().stream()
                        .filter(f -> f.address().equals(theirs) || isNeighbour(host, f.address(), theirs))
                        .filter(f -> told.add(f.address())).findFirst();
                ours.ifPresent(f -> findings.accept(finding(context, f, guest, theirs)));
            }
        }
        for (HostFunction function : context.assignment().functions()) {
            if (!told.contains(function.address())) {
                holder(host, function).filter(h -> told.add(function.address()))
                        .ifPresent(h -> findings.accept(held(context, function, h)));
            }
        }
    }

    private static boolean isNeighbour(Host host, PciAddress one, PciAddress other) {
        Optional<String> group = Groups.id(host, one);
        return group.isPresent() && group.equals(Groups.id(host, other));
    }

    private static Finding finding(RuleContext context, HostFunction function, HostGuests.Guest guest,
            PciAddress theirs) {
        String what = theirs.equals(function.address()) ? "has " + theirs
                : "has " + theirs + " of the same IOMMU group as " + function.address();
        return Finding.of(INFO, function.address().toString())
                .severity(guest.running() ? Severity.ERROR : Severity.WARNING)
                .message("the guest " + guest.name() + (guest.running() ? ", which runs, " : " of libvirt ") + what
                        + (guest.running() ? "" : ": only one of the two can run at a time"))
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of("libvirt gives " + theirs + " to " + guest.name(), guest.source()))
                .fix(new Fix.Manual("shut " + guest.name() + " down first", Fix.Manual.Where.HOST),
                        new Fix.Manual("take the device out of one of the two guests", Fix.Manual.Where.PROFILE))
                .build();
    }

    /** A process that has the function's group open; it may be this very guest, already running. */
    private static Optional<HostHolders.Holder> holder(Host host, HostFunction function) {
        // Only a driver of VFIO makes a node that somebody could hold; without one nothing is read.
        if (function.driver().value().filter(d -> d.contains("vfio")).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> group = Groups.id(host, function.address());
        return group.flatMap(id -> host.holders().of("dev/vfio/" + id).stream().findFirst());
    }

    private static Finding held(RuleContext context, HostFunction function, HostHolders.Holder holder) {
        String process = holder.process().isEmpty() ? "process " + holder.pid()
                : holder.process() + " (" + holder.pid() + ")";
        return Finding.of(INFO, function.address().toString())
                .severity(Severity.WARNING)
                .message(process + " has the IOMMU group of " + function.address() + " open: a guest uses it now")
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of(process + " has /" + holder.device() + " open", holder.source()))
                .fix(new Fix.Manual("shut that guest down first", Fix.Manual.Where.HOST))
                .build();
    }
}
