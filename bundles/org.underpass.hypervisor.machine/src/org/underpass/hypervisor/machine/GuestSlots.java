package org.underpass.hypervisor.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.profile.MachineType;

/**
 * Hands out places on the guest's PCI buses, always the same for the same requests in the same order.
 *
 * <p>On Q35 each device that is given away gets a PCIe root port of its own, because guests look for PCIe features of
 * a card, link and resizable BARs among them, only below a port. The ports sit at the root bus from device 2 on, eight
 * to a device. Devices that are imitated sit on the root bus itself. On i440fx everything sits on the only bus.
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
    private boolean portsFixed;

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
        rootTaken.add(device);
        name("adapter", new GuestSlot(0, device, 0, false));
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
        return express && bus >= 1 && bus <= MOST_PORTS && ports.putIfAbsent(bus, owner) == null;
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
