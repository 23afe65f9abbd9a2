package org.underpass.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.profile.BindingTime;
import org.underpass.profile.DeviceFunctions;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.rule.RuleContext;

/** Questions that several rules ask about what is given away. */
public final class Given {
    private static final int UCSI = 0x0c80;

    private Given() {
    }

    /** Whether a profile is checked that gives nothing of the host away: the host's IOMMU is no matter to it. */
    public static boolean nothing(RuleContext context) {
        return context.profile().isPresent() && context.assignment().functions().isEmpty();
    }

    /** The machine's profile, where there is one. */
    public static Optional<VmProfile> machine(RuleContext context) {
        return context.profile().filter(VmProfile.class::isInstance).map(VmProfile.class::cast);
    }

    /** The backend that the profile is checked for: the one chosen, else the one that it prefers. */
    public static Optional<String> backend(RuleContext context) {
        return context.backend().or(() -> machine(context).flatMap(VmProfile::backend));
    }

    /** Whether the profile is checked for Xen, which does its own isolation and knows no groups. */
    public static boolean forXen(RuleContext context) {
        return backend(context).filter("xen"::equals).isPresent();
    }

    /** Where a device, or a setting of it, stands in the profile. */
    public static Optional<Location> place(RuleContext context, ResolvedDevice device, String... setting) {
        return device.path().isEmpty() ? Optional.empty()
                : context.location(device.path() + (setting.length == 0 ? "" : "." + setting[0]));
    }

    /** Where the device stands to which a function belongs. */
    public static Optional<Location> place(RuleContext context, PciAddress address) {
        return context.assignment().deviceOf(address).flatMap(device -> place(context, device));
    }

    /**
     * The functions of the same card that no rule should see left behind: audio, and USB and its UCSI companion of the
     * maker of the graphics adapter. The kernel powers them through function 0 (drivers/pci/quirks.c,
     * pci_create_device_link). Other functions of a slot, such as those of a chipset, are nobody's companions.
     */
    public static List<HostFunction> companions(Host host, HostFunction display) {
        return host.functions().stream()
                .filter(other -> other.address().sameSlot(display.address()))
                .filter(other -> !other.address().equals(display.address()) && !other.physfn().isKnown())
                .filter(other -> {
                    int code = other.pci().classCode();
                    return other.pci().isAudio() || other.pci().vendor() == display.pci().vendor()
                            && (PciClass.isUsb(code) || code >> 8 == UCSI);
                })
                .toList();
    }

    /** The graphics adapters among what is given away; virtual functions are not meant. */
    public static List<HostFunction> displays(RuleContext context) {
        return context.assignment().functions().stream()
                .filter(f -> f.pci().isDisplay() && !f.physfn().isKnown()).toList();
    }

    /**
     * Whether a driver hands its device to user space, or does no DMA at all, so that the device may stay in a group
     * that a guest uses: VFIO's own driver, its variants (which all carry vfio in their names), the stub, and Xen's.
     */
    public static boolean isHarmlessDriver(String driver) {
        return driver.contains("vfio") || driver.equals("pci-stub") || driver.equals("pciback");
    }

    /**
     * Whether the card is taken from its host driver while the host runs: the profile says so, or it says nothing and
     * the host keeps no other adapter (then it cannot be bound when the host starts).
     */
    public static boolean bindsAtStart(RuleContext context) {
        Optional<BindingTime> said = machine(context).flatMap(vm -> vm.preparation().binding());
        return said.isPresent() ? said.get() == BindingTime.START
                : context.profile().isPresent() && !keepsDisplay(context);
    }

    /** Whether a graphics adapter stays with the host that is on no driver for guests. */
    private static boolean keepsDisplay(RuleContext context) {
        Set<PciAddress> given = context.assignment().addresses();
        return context.host().functions().stream().anyMatch(f -> f.pci().isDisplay() && !given.contains(f.address())
                && !f.physfn().isKnown() && f.driver().value().filter(Given::isHarmlessDriver).isEmpty());
    }

    /** The edit that gives a function away too: to the device of its slot where there is one, else as a new device. */
    public static Optional<Fix> giveAway(RuleContext context, HostFunction function) {
        Optional<VmProfile> vm = machine(context);
        if (vm.isEmpty()) {
            return Optional.empty();
        }
        for (ResolvedDevice device : context.assignment().devices()) {
            boolean mate = device.functions().stream().anyMatch(f -> f.address().sameSlot(function.address()));
            if (mate && device.entry().filter(e -> e.functions() instanceof DeviceFunctions.Only).isPresent()) {
                return Optional.of(new Fix.EditProfile("give all functions of the card to the guest",
                        new ProfileEdit.Remove(device.path() + ".functions")));
            }
        }
        PciAddress address = function.address();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("address", address.toString());
        entry.put("functions", List.of(address.function()));
        return Optional.of(new Fix.EditProfile("give " + address + " to the guest too",
                new ProfileEdit.Add("devices", entry)));
    }
}
