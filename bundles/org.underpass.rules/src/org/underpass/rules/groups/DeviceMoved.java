package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.DeviceIdentity;
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
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;
import org.underpass.spi.rule.RuleInfo;

/** B09: the profile's address no longer names the device that the profile means. */
public final class DeviceMoved implements Rule {
    private static final RuleInfo INFO = RuleText.of("B09", Severity.ERROR, Basis.SOURCE, Scope.HOST)
            .title("another device sits at the profile's address")
            .why("Addresses change when a card is added or the firmware updated, and the guest would get the device "
                    + "that happens to be there now.")
            .cure("Let the profile name the device by its identity (ids, serial number, slot), and take over the new "
                    + "address.")
            .references("Proxmox VE documentation, resource mapping",
                    "https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/30",
                    "https://github.com/ipaqmaster/vfio")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            Optional<AssignedDevice> entry = device.entry();
            if (entry.isEmpty() || entry.get().address().isEmpty() || entry.get().identity().isEmpty()) {
                continue;
            }
            PciAddress named = entry.get().address().get();
            Optional<HostFunction> there = context.host().function(named);
            if (device.resolved()) {
                device.moved().ifPresent(old -> findings.accept(recognised(context, device, old, there)));
            } else {
                there.flatMap(other -> stranger(context, device, entry.get().identity().get(), other))
                        .ifPresent(findings::accept);
            }
        }
    }

    /** The identity found it elsewhere: nothing wrong is given, but the address misleads readers and other tools. */
    private static Finding recognised(RuleContext context, ResolvedDevice device, PciAddress old,
            Optional<HostFunction> there) {
        HostFunction now = device.functions().get(0);
        Finding.Builder finding = Finding.of(INFO, device.path())
                .severity(Severity.WARNING)
                .message(device.name() + " has moved from " + old + " to " + now.address())
                .why("The device was recognised by its identity; whatever else names the old address is wrong now.")
                .at(Given.place(context, device, "address"))
                .evidence(Evidence.of(now.address() + " is " + ids(now.pci()) + ", as the profile's identity says",
                        now.source("device")));
        there.ifPresent(other -> finding.evidence(
                Evidence.of(old + " is " + ids(other.pci()) + " now", other.source("device"))));
        return finding.fix(new Fix.EditProfile("take over the new address",
                new ProfileEdit.Set(device.path() + ".address", now.address().toString()))).build();
    }

    private static Optional<Finding> stranger(RuleContext context, ResolvedDevice device, DeviceIdentity identity,
            HostFunction other) {
        List<String> differs = differences(identity, other.pci());
        if (differs.isEmpty()) {
            return Optional.empty();
        }
        Finding.Builder finding = Finding.of(INFO, device.path())
                .message("at " + other.address() + " sits another device than the profile means by " + device.name())
                .at(Given.place(context, device, "address"))
                .evidence(Evidence.of(other.address() + " differs from the identity: " + String.join(", ", differs),
                        other.source("device")));
        for (HostFunction twin : alike(context.host(), identity)) {
            finding.fix(new Fix.EditProfile("name the device at " + twin.address(),
                    new ProfileEdit.Set(device.path() + ".address", twin.address().toString())));
        }
        return Optional.of(finding.fix(new Fix.Manual("put the device back into the machine, or name another one",
                Fix.Manual.Where.PROFILE)).build());
    }

    /** What fits by ids alone: where several do, the profile's address has to tell them apart. */
    private static List<HostFunction> alike(Host host, DeviceIdentity identity) {
        boolean ids = identity.vendor().isPresent() && identity.device().isPresent();
        return !ids ? List.of()
                : host.functions().stream().filter(f -> differences(identity, f.pci()).isEmpty()).toList();
    }

    private static List<String> differences(DeviceIdentity identity, PciFunction pci) {
        List<String> all = new ArrayList<>();
        compare(all, "vendor", identity.vendor(), OptionalInt.of(pci.vendor()));
        compare(all, "device", identity.device(), OptionalInt.of(pci.device()));
        compare(all, "subsystem vendor", identity.subsystemVendor(), pci.subsystemVendor());
        compare(all, "subsystem device", identity.subsystemDevice(), pci.subsystemDevice());
        return all;
    }

    private static void compare(List<String> into, String what, OptionalInt wanted, OptionalInt shown) {
        if (wanted.isPresent() && shown.isPresent() && wanted.getAsInt() != shown.getAsInt()) {
            into.add(String.format("%s is %04x, not %04x", what, shown.getAsInt(), wanted.getAsInt()));
        }
    }

    private static String ids(PciFunction pci) {
        return String.format("%04x:%04x", pci.vendor(), pci.device());
    }
}
