package org.underpass.hypervisor.libvirt.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.profile.BridgeModel;
import org.underpass.profile.GuestAddress;

/**
 * The guest's PCI tree as libvirt makes it: what the document fixes, and for the rest libvirt's own way of handing out
 * places (the facts are from src/conf/domain_addr.c and src/qemu/qemu_domain_address.c). It runs twice, as libvirt does:
 * first to learn how many bridges are needed, then, these being there, for the places themselves.
 */
final class SlotPlan {
    private static final int SLOTS = 32;
    private static final int MOST_BUSES = 256;

    /** What a device plugs into. */
    enum Plug { PCI, PCIE, INTEGRATED, NONE }

    /**
     * A bridge of the document, or one that libvirt adds.
     *
     * @param model absent for the root bus
     * @param place absent: libvirt chooses
     */
    record Bridge(int index, BridgeModel model, Optional<GuestAddress> place) {
    }

    private record Device(String id, Plug plug, Optional<GuestAddress> place) {
    }

    private static final class Bus {
        final BridgeModel model;
        final int[] functions = new int[SLOTS];
        final boolean[] ports = new boolean[SLOTS];

        Bus(BridgeModel model) {
            this.model = model;
        }
    }

    private final boolean express;
    private final List<Bridge> bridges = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<GuestAddress> fixed = new ArrayList<>();
    private final List<Bus> buses = new ArrayList<>();
    private final Map<String, GuestAddress> places = new LinkedHashMap<>();
    private final Map<Integer, GuestAddress> bridgePlaces = new LinkedHashMap<>();

    SlotPlan(boolean express) {
        this.express = express;
    }

    /** A place that the mainboard's own devices have. */
    void builtIn(int device, int function) {
        fixed.add(new GuestAddress(0, device, function));
    }

    /** A bridge of the document; false when there is one of that index. */
    boolean bridge(int index, BridgeModel model, Optional<GuestAddress> place) {
        if (index < 1 || index >= MOST_BUSES || bridges.stream().anyMatch(b -> b.index() == index)) {
            return false;
        }
        bridges.add(new Bridge(index, model, place));
        return true;
    }

    /** A device. Those without a place get one in the order in which they come. */
    void device(String id, Plug plug, Optional<GuestAddress> place) {
        devices.add(new Device(id, plug, place));
    }

    /** Works the plan out. */
    void work() {
        boolean written = !bridges.isEmpty();
        run();
        if (express && !written && buses.size() > 1) {
            next(Plug.PCIE); // a new machine is given one port more, for hot-plugging
        } else if (!express && places.values().stream().anyMatch(a -> true) && buses.size() > 1) {
            next(Plug.PCI);
        }
        for (int index = 1; index < buses.size(); index++) {
            bridge(index, buses.get(index).model, Optional.empty());
        }
        run();
    }

    /** Bridges by index. */
    List<Bridge> bridges() {
        return bridges.stream().sorted((a, b) -> Integer.compare(a.index(), b.index()))
                .map(b -> new Bridge(b.index(), b.model(), Optional.ofNullable(bridgePlaces.get(b.index())))).toList();
    }

    /** Where a device sits; empty where no place was left. */
    Optional<GuestAddress> place(String id) {
        return Optional.ofNullable(places.get(id));
    }

    private void run() {
        buses.clear();
        places.clear();
        bridgePlaces.clear();
        buses.add(new Bus(null));
        int highest = bridges.stream().mapToInt(Bridge::index).max().orElse(0);
        for (int index = 1; index <= highest; index++) {
            int number = index;
            buses.add(new Bus(bridges.stream().filter(b -> b.index() == number).map(Bridge::model).findFirst()
                    .orElse(grown())));
        }
        fixed.forEach(a -> take(a, false));
        for (Bridge bridge : bridges) {
            bridge.place().ifPresent(a -> {
                take(a, isPort(bridge.model()));
                bridgePlaces.put(bridge.index(), a);
            });
        }
        for (Device device : devices) {
            device.place().ifPresent(a -> {
                take(a, false);
                places.put(device.id(), a);
            });
        }
        for (Device device : devices) { // on the board itself, before all that is plugged in
            if (device.place().isEmpty() && device.plug() == Plug.INTEGRATED) {
                primary(device);
            }
        }
        for (Bridge bridge : bridges.stream().sorted((a, b) -> Integer.compare(a.index(), b.index())).toList()) {
            if (bridge.place().isEmpty()) {
                bridgePlace(bridge).ifPresent(a -> bridgePlaces.put(bridge.index(), a));
            }
        }
        for (Device device : devices) {
            if (device.place().isEmpty() && (device.plug() == Plug.PCI || device.plug() == Plug.PCIE)) {
                next(device.plug()).ifPresent(a -> places.put(device.id(), a));
            }
        }
    }

    /** The first display sits at device 1 on Q35 and 2 on i440fx, unless something else was put there. */
    private void primary(Device device) {
        GuestAddress usual = new GuestAddress(0, express ? 1 : 2, 0);
        if (buses.get(0).functions[usual.device()] == 0) {
            take(usual, false);
            places.put(device.id(), usual);
        } else {
            free(0, 1).ifPresent(a -> places.put(device.id(), a));
        }
    }

    private BridgeModel grown() {
        return express ? BridgeModel.PCIE_ROOT_PORT : BridgeModel.PCI_BRIDGE;
    }

    private static boolean isPort(BridgeModel model) {
        return model == BridgeModel.PCIE_ROOT_PORT || model == BridgeModel.IOH3420;
    }

    private void take(GuestAddress at, boolean port) {
        while (buses.size() <= at.bus()) {
            buses.add(new Bus(grown()));
        }
        Bus bus = buses.get(at.bus());
        bus.ports[at.device()] = port && (bus.functions[at.device()] == 0 || bus.ports[at.device()]);
        bus.functions[at.device()] |= 1 << at.function();
    }

    private Optional<GuestAddress> bridgePlace(Bridge bridge) {
        return switch (bridge.model()) {
            case PCIE_ROOT_PORT, IOH3420 -> port(0);
            case PXB, PXB_PCIE -> free(0, 1);
            case DMI_TO_PCI -> free(0, 0x1e).filter(a -> express);
            case UPSTREAM, PCIE_TO_PCI -> portBelow(bridge.index());
            case DOWNSTREAM -> below(bridge.index(), BridgeModel.UPSTREAM, 0);
            case PCI_BRIDGE -> express ? below(bridge.index(), BridgeModel.DMI_TO_PCI, 0)
                    .or(() -> below(bridge.index(), BridgeModel.PCIE_TO_PCI, 1)) : free(0, 1);
        };
    }

    /** A place for a root port: eight share a slot. */
    private Optional<GuestAddress> port(int bus) {
        Bus root = buses.get(bus);
        for (int slot = 1; slot < SLOTS; slot++) {
            boolean open = root.functions[slot] == 0 || root.ports[slot] && root.functions[slot] != 0xff;
            if (open) {
                int function = Integer.numberOfTrailingZeros(~root.functions[slot]);
                GuestAddress at = new GuestAddress(bus, slot, function);
                take(at, true);
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private Optional<GuestAddress> portBelow(int but) {
        for (int index = 1; index < buses.size(); index++) {
            BridgeModel model = buses.get(index).model;
            if (index != but && buses.get(index).functions[0] == 0 && (isPort(model)
                    || model == BridgeModel.DOWNSTREAM)) {
                return free(index, 0);
            }
        }
        return Optional.empty();
    }

    private Optional<GuestAddress> below(int but, BridgeModel parent, int first) {
        for (int index = 1; index < buses.size(); index++) {
            if (index != but && buses.get(index).model == parent) {
                Optional<GuestAddress> at = free(index, first);
                if (at.isPresent()) {
                    return at;
                }
            }
        }
        return Optional.empty();
    }

    /** The next free slot of a bus, taken. */
    private Optional<GuestAddress> free(int bus, int first) {
        for (int slot = first; slot < SLOTS; slot++) {
            if (buses.get(bus).functions[slot] == 0) {
                GuestAddress at = new GuestAddress(bus, slot, 0);
                take(at, false);
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** The next place for something that is plugged in, on bridges that are added where none is left. */
    private Optional<GuestAddress> next(Plug plug) {
        boolean narrow = !express || plug == Plug.PCI;
        for (int attempt = 0; attempt < 2; attempt++) {
            for (int index = 0; index < buses.size(); index++) {
                BridgeModel model = buses.get(index).model;
                boolean fits = narrow ? index == 0 && !express || model == BridgeModel.PCI_BRIDGE
                        || model == BridgeModel.PCIE_TO_PCI
                        : isPort(model) || model == BridgeModel.DOWNSTREAM;
                Optional<GuestAddress> at = !fits ? Optional.empty()
                        : narrow ? free(index, 1) : buses.get(index).functions[0] == 0 ? free(index, 0)
                        : Optional.empty();
                if (at.isPresent()) {
                    return at;
                }
            }
            if (buses.size() + 1 >= MOST_BUSES) {
                return Optional.empty();
            }
            grow(narrow);
        }
        return Optional.empty();
    }

    private void grow(boolean narrow) {
        if (!express) {
            buses.add(new Bus(BridgeModel.PCI_BRIDGE));
            return;
        }
        boolean board = buses.stream().anyMatch(b -> b.model == BridgeModel.DMI_TO_PCI);
        if (narrow && board) {
            buses.add(new Bus(BridgeModel.PCI_BRIDGE));
            return;
        }
        if (narrow) {
            Optional<GuestAddress> port = portBelow(0);
            if (port.isEmpty()) {
                buses.add(new Bus(BridgeModel.PCIE_ROOT_PORT));
                portBelow(0);
            }
            buses.add(new Bus(BridgeModel.PCIE_TO_PCI));
            return;
        }
        buses.add(new Bus(BridgeModel.PCIE_ROOT_PORT));
    }
}
