package org.underpass.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.DeviceFunctions;
import org.underpass.profile.DeviceIdentity;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.Mdev;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.ResolvedDevice;

/**
 * Finds on a host what a profile gives away.
 *
 * <p>The identity decides and the address is where the device was last seen. A device that is found at another address
 * has moved; one whose identity fits several functions, none of them at the address, is not resolved: the wrong one
 * of two cards must never be guessed.
 */
public final class AssignmentResolver {
    private final Host host;

    public AssignmentResolver(Host host) {
        this.host = host;
    }

    /** The devices of a machine, in the order of the profile. */
    public Assignment resolve(VmProfile profile) {
        List<ResolvedDevice> all = new ArrayList<>();
        for (AssignedDevice entry : profile.devices()) {
            all.add(resolve(entry));
        }
        return new Assignment(all);
    }

    /** The cards of the host that a device profile matches, each with the functions that the profile names. */
    public Assignment resolve(DeviceProfile profile) {
        List<ResolvedDevice> all = new ArrayList<>();
        for (HostFunction function : host.functions()) {
            PciFunction pci = function.pci();
            boolean matches = profile.match().stream().anyMatch(m -> m.matches(pci.vendor(), pci.device(),
                    pci.subsystemVendor(), pci.subsystemDevice(), pci.classCode(), pci.revision()));
            if (matches && all.stream().noneMatch(d -> d.functions().contains(function))) {
                all.add(new ResolvedDevice(function.address().toString(), "", Optional.empty(),
                        Card.slot(function, host), false, Optional.empty()));
            }
        }
        return new Assignment(all);
    }

    private ResolvedDevice resolve(AssignedDevice entry) {
        Optional<HostFunction> found = Optional.empty();
        Optional<PciAddress> moved = Optional.empty();
        if (entry.identity().isPresent()) {
            DeviceIdentity identity = entry.identity().get();
            List<HostFunction> fitting = host.functions().stream().filter(f -> fits(identity, f)).toList();
            found = fitting.stream().filter(f -> entry.address().map(f.address()::equals).orElse(false)).findFirst();
            if (found.isEmpty() && fitting.size() == 1) {
                found = Optional.of(fitting.get(0));
                moved = entry.address();
            }
        } else if (entry.address().isPresent()) {
            found = host.function(entry.address().get());
        } else if (entry.mdev().flatMap(Mdev::uuid).isPresent()) {
            String uuid = entry.mdev().get().uuid().orElseThrow().toString();
            found = host.functions().stream().filter(f -> f.attribute(uuid + "/uevent").isKnown()).findFirst();
        }
        List<HostFunction> functions = found.map(f -> select(f, entry.functions())).orElse(List.of());
        return new ResolvedDevice(entry.label(), entry.path(), Optional.of(entry), functions, entry.primary(), moved);
    }

    private List<HostFunction> select(HostFunction first, DeviceFunctions which) {
        List<HostFunction> slot = Card.slot(first, host);
        if (which instanceof DeviceFunctions.Only only) {
            return slot.stream().filter(f -> only.contains(f.address().function())).toList();
        }
        return slot;
    }

    /** Whether everything that the identity names, and the host shows, agrees, and that is something. */
    private boolean fits(DeviceIdentity identity, HostFunction function) {
        PciFunction pci = function.pci();
        boolean compared = identity.vendor().isPresent() || identity.path().isPresent()
                || function.serial().isKnown() && (identity.serial().isPresent() || identity.serialHash().isPresent())
                || function.physicalSlot().isKnown() && identity.slot().isPresent();
        return compared && agrees(identity.vendor(), OptionalInt.of(pci.vendor()))
                && agrees(identity.device(), OptionalInt.of(pci.device()))
                && agrees(identity.subsystemVendor(), pci.subsystemVendor())
                && agrees(identity.subsystemDevice(), pci.subsystemDevice())
                && agrees(identity.classCode(), OptionalInt.of(pci.classCode()))
                && agrees(identity.serial(), serial(function))
                && (identity.serialHash().isEmpty()
                        || agrees(identity.serialHash(), serial(function).map(AssignmentResolver::hash))
                        || isHashed(identity.serialHash().get(), function))
                && agrees(identity.slot(), function.physicalSlot().value())
                && (identity.path().isEmpty() || identity.path().get().equals(path(function)));
    }

    /** Captures made with --private have the beginning of the hash in the number's place. */
    private static boolean isHashed(String hash, HostFunction function) {
        return serial(function).filter(hash.toLowerCase(Locale.ROOT)::startsWith).isPresent();
    }

    /** The Device Serial Number as profiles write it: sixteen lower-case hex digits. */
    static Optional<String> serial(HostFunction function) {
        return function.serial().value().map(s -> HexFormat.of().toHexDigits(s));
    }

    /** The way from the root bus: {@code 0000:00/01.0/00.0}. Stays when bus numbers change. */
    String path(HostFunction function) {
        StringBuilder path = new StringBuilder();
        PciAddress top = function.address();
        for (PciFunction bridge : host.topology().pathToRoot(function.address())) {
            path.insert(0, "/" + place(top));
            top = bridge.address();
        }
        String address = top.toString();
        return address.substring(0, address.lastIndexOf(':')) + "/" + place(top) + path;
    }

    private static String place(PciAddress address) {
        String text = address.toString();
        return text.substring(text.lastIndexOf(':') + 1);
    }

    private static String hash(String serial) {
        return Build.sha256(serial.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean agrees(OptionalInt wanted, OptionalInt shown) {
        return wanted.isEmpty() || shown.isEmpty() || wanted.getAsInt() == shown.getAsInt();
    }

    private static boolean agrees(Optional<String> wanted, Optional<String> shown) {
        return wanted.isEmpty() || shown.isEmpty() || wanted.get().equalsIgnoreCase(shown.get());
    }
}
