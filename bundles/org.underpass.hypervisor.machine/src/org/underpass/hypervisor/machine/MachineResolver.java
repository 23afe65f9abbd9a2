package org.underpass.hypervisor.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.SrIov;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.Disk;
import org.underpass.profile.DiskBus;
import org.underpass.profile.DiskKind;
import org.underpass.profile.GuestAddress;
import org.underpass.profile.GuestDisplay;
import org.underpass.profile.MachineType;
import org.underpass.profile.NetworkInterface;
import org.underpass.profile.PciBridge;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualAdapter;
import org.underpass.profile.VirtualIommu;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.hypervisor.MachinePlan;

/** Makes a {@link GuestMachine}. Used once. */
final class MachineResolver {
    private final MachinePlan plan;
    private final VmProfile profile;
    private final MachineType board;
    private final String macPrefix;
    private final Report report;
    private final GuestSlots slots;

    MachineResolver(MachinePlan plan, MachineType board, String macPrefix, Report report) {
        this.plan = plan;
        this.profile = plan.profile();
        this.board = board;
        this.macPrefix = macPrefix;
        this.report = report;
        slots = new GuestSlots(board);
    }

    GuestMachine resolve() {
        GuestDisplay display = profile.display().guest();
        boolean graphics = plan.assignment().functions().stream().anyMatch(f -> f.pci().isDisplay());
        VirtualAdapter adapter = display.adapter().orElse(graphics ? VirtualAdapter.NONE : VirtualAdapter.STD);
        profile.machine().pci().bridges().forEach(this::bridge);
        Shapes shapes = shapes();
        GuestPlaces places = new GuestPlaces(profile, slots, report);
        if (slots.exact()) {
            places.take();
        }
        if (onBus(adapter) && !places.has("adapter")) {
            slots.takeAdapterSlot(profile.machine().iommu() == VirtualIommu.AMD);
        }
        List<PassedDevice> passed = passedDevices(shapes);
        if (!slots.exact()) {
            places.take();
        }
        places.name();
        List<GuestDisk> disks = disks();
        List<GuestNic> nics = new ArrayList<>();
        for (NetworkInterface nic : profile.network()) {
            nics.add(GuestNic.of(profile.name(), nic, macPrefix));
        }
        ViewerKind viewer = display.viewer().orElse(adapter == VirtualAdapter.NONE ? ViewerKind.NONE : ViewerKind.GTK);
        UUID uuid = profile.uuid().orElseGet(() -> GuestMachine.derived(profile.name()));
        GuestMachine machine = new GuestMachine(profile, plan.host(), board, uuid, slots, passed, disks, nics, adapter,
                viewer);
        for (String id : ImitatedDevices.of(machine)) {
            if (slots.of(id).isPresent()) {
                continue;
            }
            Optional<Integer> device = slots.nextRoot();
            if (device.isEmpty()) {
                report.refuse("slots", "", "the guest has no PCI slot left for " + id,
                        "the root bus of " + board.word() + " has 32 devices",
                        new Fix.Manual("Take devices out of the profile", Fix.Manual.Where.PROFILE));
                break;
            }
            slots.name(id, new GuestSlot(0, device.get(), 0, false));
        }
        return machine;
    }

    /** Whether an adapter is a PCI device. */
    private static boolean onBus(VirtualAdapter adapter) {
        return adapter != VirtualAdapter.NONE && adapter != VirtualAdapter.RAMFB && adapter != VirtualAdapter.VFB;
    }

    private List<GuestDisk> disks() {
        Map<DiskBus, Integer> numbers = new EnumMap<>(DiskBus.class);
        List<GuestDisk> disks = new ArrayList<>();
        for (Disk disk : profile.disks()) {
            DiskBus bus = GuestDisk.busOf(disk);
            Optional<String> source = disk.device().or(disk::file);
            if (source.isEmpty() && disk.kind() == DiskKind.DISK) {
                report.refuse("disk", disk.path(), disk.path() + " names neither a file nor a device",
                        "a disk needs something to hold its content");
            }
            if (source.isPresent() && !source.get().startsWith("/")) {
                report.warn("path", disk.path(), disk.path() + ": " + source.get() + " is no absolute path",
                        "what it means depends on the folder in which the machine is started, and libvirt refuses it");
            }
            disks.add(new GuestDisk(disk, "disk" + disk.index(), bus, GuestDisk.formatOf(disk), source,
                    numbers.merge(bus, 1, Integer::sum) - 1));
        }
        return disks;
    }

    /** One function to give, and whether it may share a guest slot with those before it. */
    private record Gift(HostFunction host, PciAddress address, Optional<UUID> mdev) {
    }

    /**
     * The devices with what is given of each.
     *
     * @param exact places that were asked for and are kept, by path
     */
    private record Shapes(List<ResolvedDevice> devices, List<List<List<Gift>>> all,
            Map<String, List<GuestAddress>> exact) {
    }

    private Shapes shapes() {
        List<ResolvedDevice> devices = plan.assignment().devices().stream().filter(d -> d.resolved()
                && d.entry().isPresent()).toList();
        Shapes shapes = new Shapes(devices, devices.stream().map(this::shape).toList(), new HashMap<>());
        for (int i = 0; slots.exact() && i < devices.size(); i++) {
            AssignedDevice entry = devices.get(i).entry().orElseThrow();
            List<List<Gift>> shape = shapes.all().get(i);
            if (entry.guestAddress().isEmpty() || shape.isEmpty()) {
                continue;
            }
            List<GuestAddress> wishes = wishes(entry.guestAddress().get(), shape.get(0));
            if (wishes.stream().allMatch(slots::takeExactly)) {
                shapes.exact().put(entry.path(), wishes);
            } else {
                report.warn("guest-address", entry.path() + ".guestAddress", entry.guestAddress().get()
                        + " cannot be had; the device gets another place",
                        "another device of the guest sits there, or the guest has no such bus");
            }
        }
        return shapes;
    }

    private static List<GuestAddress> wishes(GuestAddress first, List<Gift> slot) {
        boolean keep = slot.get(0).address().function() == 0;
        List<GuestAddress> wishes = new ArrayList<>();
        for (int i = 0; i < slot.size(); i++) {
            int function = slot.size() == 1 ? first.function() : keep ? slot.get(i).address().function() : i;
            wishes.add(new GuestAddress(first.bus(), first.device(), function));
        }
        return wishes;
    }

    private void bridge(PciBridge bridge) {
        String path = bridge.path();
        if (!slots.takeBridge(bridge)) {
            report.refuse("bridge", path, "the bridge to bus " + bridge.bus() + " has no place of its own",
                    "its bus or its place is taken by another, or the bus that it sits on comes later in the list");
        }
    }

    private List<PassedDevice> passedDevices(Shapes found) {
        List<ResolvedDevice> devices = found.devices();
        List<List<List<Gift>>> shapes = found.all();
        if (slots.exact()) {
            return placed(found);
        }
        int[] asked = new int[devices.size()];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = askedBus(devices.get(i).entry().orElseThrow());
        }
        List<List<Integer>> buses = new ArrayList<>();
        for (int i = 0; i < asked.length; i++) {
            List<Integer> own = new ArrayList<>();
            int parts = slots.express() ? shapes.get(i).size() : 0;
            for (int part = asked[i] == 0 ? 1 : 0; part < parts; part++) {
                boolean wanted = asked[i] > 0 && part == 0;
                own.add(wanted ? asked[i] : slots.nextBus(devices.get(i).path()).orElse(-1));
            }
            buses.add(own);
        }
        List<PassedDevice> passed = new ArrayList<>();
        for (int i = 0; i < asked.length; i++) {
            passed.add(place(devices.get(i), i, shapes.get(i), buses.get(i), asked[i] == 0));
        }
        passed.removeIf(d -> d.functions().isEmpty());
        return passed;
    }

    /** Devices on a guest without planned ports: where they ask to sit, else behind a free port, else on the root bus. */
    private List<PassedDevice> placed(Shapes found) {
        List<PassedDevice> passed = new ArrayList<>();
        for (int i = 0; i < found.devices().size(); i++) {
            ResolvedDevice device = found.devices().get(i);
            AssignedDevice entry = device.entry().orElseThrow();
            List<GuestAddress> kept = found.exact().getOrDefault(entry.path(), List.of());
            List<PassedFunction> functions = new ArrayList<>();
            for (List<Gift> slot : found.all().get(i)) {
                List<GuestAddress> at = functions.isEmpty() && !kept.isEmpty() ? kept : free(slot);
                if (at.isEmpty()) {
                    refuse(device, entry);
                    break;
                }
                for (int f = 0; f < slot.size(); f++) {
                    Gift gift = slot.get(f);
                    functions.add(new PassedFunction(gift.host(), gift.address(), slots.exactly(at.get(f)),
                            gift.mdev()));
                }
            }
            passed.add(new PassedDevice("passed" + i, entry, device.name(), functions));
        }
        passed.removeIf(d -> d.functions().isEmpty());
        return passed;
    }

    private List<GuestAddress> free(List<Gift> slot) {
        Optional<GuestAddress> first = slots.nextFreePort()
                .or(() -> slots.nextRoot().map(device -> new GuestAddress(0, device, 0)));
        List<GuestAddress> all = first.map(a -> wishes(a, slot)).orElse(List.of());
        all.forEach(slots::takeExactly);
        return all;
    }

    private void refuse(ResolvedDevice device, AssignedDevice entry) {
        report.refuse("slots", entry.path(), "the guest has no PCI slot left for " + device.name(),
                "a machine has 32 root ports at most, and 32 devices on its root bus");
    }

    /** The bus that a device asks for and gets; 0 for the root bus, -1 where the planner is free. */
    private int askedBus(AssignedDevice entry) {
        if (entry.guestAddress().isEmpty()) {
            return -1;
        }
        GuestAddress wish = entry.guestAddress().get();
        if (wish.bus() == 0) {
            return 0;
        }
        String path = entry.path() + ".guestAddress";
        if (!slots.express()) {
            report.warn("guest-address", path, "the guest has one PCI bus only, so " + wish + " cannot be had",
                    "i440fx has no root ports");
        } else if (wish.device() != 0 || !slots.takeBus(wish.bus(), entry.path())) {
            report.warn("guest-address", path, wish + " cannot be had; the device gets another place",
                    "below a root port there is device 0 only, each port leads to one device, and buses are "
                            + "numbered from 1 to 32");
        } else {
            return wish.bus();
        }
        return -1;
    }

    /** What is given of a device, split into guest slots. */
    private List<List<Gift>> shape(ResolvedDevice device) {
        AssignedDevice entry = device.entry().orElseThrow();
        if (entry.mdev().isPresent() || entry.sriov().isPresent()) {
            HostFunction parent = device.functions().get(0);
            Optional<Gift> gift = entry.mdev().isPresent()
                    ? Optional.of(new Gift(parent, parent.address(), Optional.of(entry.mdev().get().uuid().orElseGet(
                            () -> GuestMachine.derived(profile.name() + "/" + entry.path())))))
                    : virtualFunction(entry, parent);
            return gift.map(g -> List.of(List.of(g))).orElse(List.of());
        }
        List<Gift> gifts = device.functions().stream()
                .map(f -> new Gift(f, f.address(), Optional.empty())).toList();
        if (entry.multifunction().orElse(true)) {
            return List.of(gifts);
        }
        return gifts.stream().map(List::of).toList();
    }

    private Optional<Gift> virtualFunction(AssignedDevice entry, HostFunction parent) {
        int number = entry.sriov().orElseThrow().function();
        String path = entry.path() + ".sriov";
        Optional<SrIov> sriov = parent.pci().capability(SrIov.class);
        if (sriov.isEmpty() || sriov.get().firstVfOffset() == 0
                || sriov.get().vfStride() == 0 && number > 0) {
            report.refuse("sriov", path, "the address of virtual function " + number + " of " + parent.address()
                    + " cannot be told", "the SR-IOV capability of the physical function is not shown, and an address "
                    + "must not be guessed", new Fix.Manual("Capture the host as root, so that all of configuration "
                    + "space is shown", Fix.Manual.Where.HOST));
            return Optional.empty();
        }
        int id = parent.address().requesterId() + sriov.get().firstVfOffset() + number * sriov.get().vfStride();
        PciAddress address = new PciAddress(parent.address().domain(), id >> 8 & 0xff, id >> 3 & 0x1f, id & 7);
        Optional<HostFunction> existing = plan.host().function(address);
        return Optional.of(new Gift(existing.orElse(parent), address, Optional.empty()));
    }

    private PassedDevice place(ResolvedDevice device, int index, List<List<Gift>> shape, List<Integer> buses,
            boolean atRoot) {
        AssignedDevice entry = device.entry().orElseThrow();
        List<PassedFunction> functions = new ArrayList<>();
        int used = 0;
        for (List<Gift> slot : shape) {
            boolean root = !slots.express() || atRoot && functions.isEmpty();
            int bus = root ? 0 : buses.get(used++);
            int number = root ? rootDevice(entry, functions.isEmpty()) : 0;
            if (bus < 0 || number < 0) {
                refuse(device, entry);
                break;
            }
            boolean keep = slot.get(0).address().function() == 0;
            for (int i = 0; i < slot.size(); i++) {
                Gift gift = slot.get(i);
                int function = slot.size() > 1 && keep ? gift.address().function() : i;
                functions.add(new PassedFunction(gift.host(), gift.address(),
                        new GuestSlot(bus, number, function, i == 0 && slot.size() > 1), gift.mdev()));
            }
        }
        return new PassedDevice("passed" + index, entry, device.name(), functions);
    }

    /** A device number on the root bus: the one that the profile asks for, else the next; -1 where none is left. */
    private int rootDevice(AssignedDevice entry, boolean first) {
        Optional<GuestAddress> wish = entry.guestAddress().filter(a -> first && a.bus() == 0);
        if (wish.isPresent()) {
            int device = wish.get().device();
            if (!slots.collidesWithPorts(device) && slots.takeRoot(device)) {
                return device;
            }
            report.warn("guest-address", entry.path() + ".guestAddress", wish.get()
                    + " cannot be had; the device gets another place", "another device of the guest sits there");
        }
        return slots.nextRoot().orElse(-1);
    }
}
