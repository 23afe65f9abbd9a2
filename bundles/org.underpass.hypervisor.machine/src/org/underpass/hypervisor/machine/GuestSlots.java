package org.underpass.hypervisor.machine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.profile.BridgeModel;
import org.underpass.profile.GuestAddress;
import org.underpass.profile.MachineType;
import org.underpass.profile.PciBridge;

/**
 * Hands out places on the guest's PCI buses, always the same for the same requests in the same order.
 *
 * <p>On Q35 each device that is given away gets a PCIe root port of its own, because guests look for PCIe features of
 * a card, link and resizable BARs among them, only below a port. The ports sit at the root bus from device 2 on, eight
 * to a device. Devices that are imitated sit on the root bus itself. On i440fx everything sits on the only bus.
 *
 * <p>Where the profile fixes ports and bridges, these stand, and devices that ask for a place get exactly that one; what
 * asks for none gets a place beside them.
 *
 * <p>The first virtual adapter sits at device 1 (Q35) or 2 (i440fx), where libvirt wants it.
 */
public final class GuestSlots {
    private static final int DEVICES = 32;
    private static final int FIRST_PORT_DEVICE = 2;
    private static final int FIRST_FREE = 3;
    private static final int AFTER_ALL = 0x1e;
    private static final int MOST_PORTS = 32;

    private final boolean express;
    private final TreeSet<Integer> rootTaken = new TreeSet<>();
    private final TreeMap<Integer, String> ports = new TreeMap<>();
    private final Map<String, GuestSlot> named = new LinkedHashMap<>();
    private final List<Bridge> written = new ArrayList<>();
    private final Set<GuestAddress> exact = new HashSet<>();
    private boolean portsFixed;

    /**
     * A bridge of the guest.
     *
     * @param bus   the bus that it leads to
     * @param slot  where it sits
     * @param entry what the profile says of it; absent for a root port that was planned
     */
    public record Bridge(int bus, GuestSlot slot, Optional<PciBridge> entry) {
        /** Its id for QEMU. */
        public String id() {
            return (entry.isPresent() ? "pci." : "port") + bus;
        }
    }

    public GuestSlots(MachineType board) {
        express = board == MachineType.Q35;
        rootTaken.add(0);
        rootTaken.add(express ? 0x1f : 1);
    }

    /**
     * Keeps the place of the first virtual adapter for one.
     *
     * @param firstTaken whether something else takes the first place by itself, as QEMU's AMD IOMMU does
     */
    void takeAdapterSlot(boolean firstTaken) {
        int device = express ? firstTaken ? AFTER_ALL : 1 : 2;
        if (!rootTaken.add(device)) {
            device = nextRoot().orElse(AFTER_ALL);
        }
        name("adapter", new GuestSlot(0, device, 0, false));
    }

    /** Takes a bridge that the profile fixes; false when its bus or its place is taken, or it sits nowhere. */
    boolean takeBridge(PciBridge bridge) {
        GuestAddress at = bridge.guestAddress().orElse(new GuestAddress(0, 0, 0));
        boolean free = bridge.bus() > 0 && (at.bus() == 0 || hasBus(at.bus()) && at.bus() != bridge.bus())
                && !hasBus(bridge.bus()) && exact.add(at);
        if (free) {
            if (at.bus() == 0) {
                rootTaken.add(at.device());
            }
            written.add(new Bridge(bridge.bus(), new GuestSlot(at.bus(), at.device(), at.function(), false),
                    Optional.of(bridge)));
        }
        return free;
    }

    /** Whether the profile fixes the guest's bridges. */
    public boolean fixed() {
        return !written.isEmpty();
    }

    /** Whether devices get exactly the places that they ask for: the guest has no ports that are planned. */
    boolean exact() {
        return fixed() || !express;
    }

    /** Port of the profile's that nothing sits behind yet, for a device that asks for no place. */
    Optional<GuestAddress> nextFreePort() {
        return written.stream().filter(b -> b.entry().flatMap(PciBridge::model).filter(m ->
                        m == BridgeModel.PCIE_ROOT_PORT || m == BridgeModel.IOH3420 || m == BridgeModel.DOWNSTREAM)
                        .isPresent())
                .map(b -> new GuestAddress(b.bus(), 0, 0))
                .filter(a -> exact.stream().noneMatch(o -> o.bus() == a.bus())).findFirst();
    }

    private boolean hasBus(int bus) {
        return bus == 0 || written.stream().anyMatch(b -> b.bus() == bus);
    }

    /** Takes exactly this place: on the root bus, or below a bridge that the profile fixes; false when it is taken. */
    boolean takeExactly(GuestAddress address) {
        boolean free = hasBus(address.bus()) && exact.add(address);
        if (free && address.bus() == 0) {
            rootTaken.add(address.device());
        }
        return free;
    }

    /** A place with the mark that others share its slot, as far as they are known by now. */
    GuestSlot exactly(GuestAddress at) {
        boolean shared = at.function() == 0 && exact.stream().anyMatch(o -> o.bus() == at.bus()
                && o.device() == at.device() && o.function() != 0);
        return new GuestSlot(at.bus(), at.device(), at.function(), shared);
    }

    /** All bridges, each after the one that it sits behind. */
    public List<Bridge> bridges() {
        List<Bridge> all = new ArrayList<>();
        for (Bridge bridge : written) {
            GuestSlot s = bridge.slot();
            GuestSlot shared = exactly(new GuestAddress(s.bus(), s.device(), s.function()));
            boolean marked = bridge.entry().flatMap(PciBridge::multifunction).orElse(shared.multifunction());
            all.add(new Bridge(bridge.bus(), new GuestSlot(s.bus(), s.device(), s.function(), marked),
                    bridge.entry()));
        }
        for (int port = 1; express && port <= ports(); port++) {
            if (!hasBus(port)) {
                all.add(new Bridge(port, portSlot(port), Optional.empty()));
            }
        }
        return all;
    }

    /** The id of the bridge that leads to a bus, for QEMU. */
    public String busId(int bus) {
        return bus == 0 ? express ? "pcie.0" : "pci.0" : (hasBus(bus) ? "pci." : "port") + bus;
    }

    /** Whether there are root ports. */
    public boolean express() {
        return express;
    }

    /** Takes a place on the root bus that the profile asks for; false when it is taken or outside. */
    boolean takeRoot(int device) {
        return device >= 0 && device < DEVICES && rootTaken.add(device);
    }

    /** Takes the bus below a root port that the profile asks for; false when it is taken or there can be none. */
    boolean takeBus(int bus, String owner) {
        return express && bus >= 1 && bus <= MOST_PORTS && !hasBus(bus) && ports.putIfAbsent(bus, owner) == null;
    }

    /** The next bus below a root port; empty when all are taken. */
    Optional<Integer> nextBus(String owner) {
        for (int bus = 1; bus <= MOST_PORTS; bus++) {
            if (takeBus(bus, owner)) {
                return Optional.of(bus);
            }
        }
        return Optional.empty();
    }

    /** The next place on the root bus; empty when all are taken. */
    Optional<Integer> nextRoot() {
        if (express && !portsFixed) {
            portsFixed = true;
            for (int port = 1; port <= ports(); port++) {
                rootTaken.add(portSlot(port).device());
            }
        }
        for (int device = FIRST_FREE; device < DEVICES; device++) {
            if (rootTaken.add(device)) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    /**
     * The number of root ports: up to the highest bus in use, so that firmware, which counts buses in the order of the
     * ports, gives each the number that was planned.
     */
    public int ports() {
        return ports.isEmpty() ? 0 : ports.lastKey();
    }

    /** Where a root port sits, from 1 on. */
    public GuestSlot portSlot(int port) {
        int index = port - 1;
        return new GuestSlot(0, FIRST_PORT_DEVICE + index / 8, index % 8, index % 8 == 0 && ports() > index + 1);
    }

    /** Whether a device of the root bus is needed for a root port that was taken. */
    boolean collidesWithPorts(int device) {
        return express && device >= FIRST_PORT_DEVICE && device <= portSlot(Math.max(1, ports())).device()
                && ports() > 0;
    }

    void name(String id, GuestSlot slot) {
        named.put(id, slot);
    }

    /** The place of an imitated device, by its id. */
    public Optional<GuestSlot> of(String id) {
        return Optional.ofNullable(named.get(id));
    }
}
