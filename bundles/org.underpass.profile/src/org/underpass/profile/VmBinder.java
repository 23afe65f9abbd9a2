package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.language.Section;
import org.underpass.profile.source.ProfileSource;

/** Makes the value of a machine's profile from what was read; where something is missing or wrong, it is absent. */
final class VmBinder {
    private final ProfileSource source;

    VmBinder(ProfileSource source) {
        this.source = source;
    }

    VmProfile bind(Section s) {
        return new VmProfile(source, s.text("name").orElse(""), s.text("title"), s.get(UUID.class, "uuid"),
                s.text("backend"), s.get(GuestSystem.class, "os"), machine(s.section("machine")),
                firmware(s.section("firmware")), cpu(s.section("cpu")), items(s, "devices", VmBinder::device),
                display(s.section("display")), items(s, "disks", VmBinder::disk),
                items(s, "network", VmBinder::network), items(s, "usb", VmBinder::usb),
                items(s, "evdev", VmBinder::evdev), sound(s.section("sound")), switching(s.section("switch")),
                preparation(s.section("preparation")), items(s, "hooks", VmBinder::hook), raw(s.section("raw")),
                items(s, "suppress", VmBinder::suppression));
    }

    /** List items with their position in the text: an item that could not be read leaves a gap, not a shift. */
    private static <T> List<T> items(Section s, String key, BiFunction<Section, Integer, T> bind) {
        return s.list(Section.class, key).stream().map(item -> bind.apply(item, index(item))).toList();
    }

    private static int index(Section item) {
        int open = item.path().lastIndexOf('[');
        return Integer.parseInt(item.path(), open + 1, item.path().length() - 1, 10);
    }

    private static Machine machine(Section s) {
        return new Machine(s.get(MachineType.class, "type"), s.size("memory").orElse(0), hugepages(s),
                s.whole("numaNode"), s.flag("memoryLocked"), s.flag("sharedMemory").orElse(false),
                s.flag("balloon").orElse(false), s.get(KernelIrqchip.class, "kernelIrqchip"),
                s.get(VirtualIommu.class, "iommu").orElse(VirtualIommu.NONE), s.flag("iommufd").orElse(false),
                s.get(ClockBase.class, "clock"), s.get(StopPolicy.class, "stop").orElse(StopPolicy.POWERDOWN),
                s.get(CpuSet.class, "hostNodes"), s.get(MemoryPolicy.class, "memoryPolicy"),
                items(s, "numa", VmBinder::numaCell), iommuOptions(s.section("iommuOptions")), pci(s.section("pci")));
    }

    private static NumaCell numaCell(Section s, int index) {
        return new NumaCell(index, s.size("memory").orElse(0), s.get(CpuSet.class, "cpus"), s.size("hugepages"),
                s.flag("shared"), s.get(CpuSet.class, "hostNodes"), s.get(MemoryPolicy.class, "policy"),
                s.whole("initiator"), s.list(Integer.class, "distances"));
    }

    private static IommuOptions iommuOptions(Section s) {
        return new IommuOptions(s.get(GuestAddress.class, "guestAddress"), s.flag("interruptRemapping"),
                s.flag("cachingMode"), s.flag("extendedInterrupts"), s.flag("deviceTlb"), s.whole("addressWidth"),
                s.flag("dmaTranslation"));
    }

    private static PciTree pci(Section s) {
        return new PciTree(items(s, "bridges", VmBinder::bridge), s.<String, GuestAddress>table("places"),
                s.get(UsbController.class, "usb"), s.size("hole64"));
    }

    private static PciBridge bridge(Section s, int index) {
        return new PciBridge(index, s.whole("bus").orElse(0), s.get(BridgeModel.class, "model"),
                s.get(GuestAddress.class, "guestAddress"), s.whole("chassis"), s.whole("port"), s.whole("firstBus"),
                s.whole("guestNode"), s.flag("hotplug"), s.flag("multifunction"));
    }

    private static OptionalLong hugepages(Section s) {
        OptionalLong size = s.size("hugepages");
        return size.isPresent() && size.getAsLong() == 0 ? OptionalLong.empty() : size;
    }

    private static Firmware firmware(Section s) {
        return new Firmware(s.get(FirmwareType.class, "type"), s.flag("secureBoot"), s.text("code"), s.text("vars"),
                s.get(TpmVersion.class, "tpm").orElse(TpmVersion.NONE), s.size("mmio64Window"));
    }

    private static Cpu cpu(Section s) {
        return new Cpu(s.text("model"), s.whole("count"), s.whole("sockets"), s.whole("dies"), s.whole("cores"),
                s.whole("threads"), s.list(CpuSet.class, "pinning"), s.get(CpuSet.class, "emulatorPinning"),
                s.get(CpuSet.class, "ioThreadPinning"), s.flag("hideHypervisor").orElse(false), s.text("vendorId"),
                s.flag("hyperv"), s.table("features"), s.whole("physBits"));
    }

    private static AssignedDevice device(Section s, int index) {
        return new AssignedDevice(index, s.text("name"), s.get(PciAddress.class, "address"),
                s.sectionIfThere("identity").map(VmBinder::identity), s.text("use"), Optional.empty(),
                functions(s),
                s.sectionIfThere("rom").map(VmBinder::rom), s.text("driver"), s.<Integer, Long>table("resizableBar"),
                s.get(GuestAddress.class, "guestAddress"), s.flag("multifunction"), s.flag("primary").orElse(false),
                s.sectionIfThere("guestIds").map(VmBinder::guestIds), s.sectionIfThere("igd").map(VmBinder::igd),
                s.sectionIfThere("mdev").map(m -> new Mdev(m.text("type"), m.get(UUID.class, "uuid"),
                        m.flag("display"), m.flag("ramfb"))),
                s.sectionIfThere("sriov").map(v -> new Sriov(v.whole("function").orElse(0), v.whole("count"))),
                s.sectionIfThere("reset").map(VmBinder::reset), s.sectionIfThere("xen").map(VmBinder::xenDevice),
                s.list(String.class, "groupMates"));
    }

    private static DeviceFunctions functions(Section s) {
        Object functions = s.values().get("functions");
        if (functions instanceof List<?> numbers && !numbers.isEmpty()) {
            return new DeviceFunctions.Only(s.list(Integer.class, "functions"));
        }
        return new DeviceFunctions.All();
    }

    private static DeviceIdentity identity(Section s) {
        return new DeviceIdentity(s.whole("vendor"), s.whole("device"), s.whole("subsystemVendor"),
                s.whole("subsystemDevice"), s.whole("class"), s.text("serial"), s.text("serialHash"), s.text("slot"),
                s.text("path"));
    }

    static Rom rom(Section s) {
        return new Rom(s.text("file"), s.flag("bar"));
    }

    static GuestIds guestIds(Section s) {
        return new GuestIds(s.whole("vendor"), s.whole("device"), s.whole("subsystemVendor"),
                s.whole("subsystemDevice"));
    }

    static IgdSettings igd(Section s) {
        return new IgdSettings(s.flag("opRegion"), s.get(IgdLegacyMode.class, "legacyMode").orElse(IgdLegacyMode.AUTO),
                s.whole("stolenMemory"));
    }

    static ResetSettings reset(Section s) {
        return new ResetSettings(s.list(String.class, "methods"), s.list(String.class, "allowQuirks"),
                s.list(String.class, "denyQuirks"),
                s.get(NeighbourReset.class, "neighbours").orElse(NeighbourReset.REFUSE), s.time("timeout"));
    }

    static XenDeviceSettings xenDevice(Section s) {
        return new XenDeviceSettings(s.flag("permissive").orElse(false), s.flag("powerManagement").orElse(false),
                s.flag("msiTranslate"), s.flag("seize").orElse(false), s.get(RdmPolicy.class, "rdmPolicy"));
    }

    private static Display display(Section s) {
        Section guest = s.section("guest");
        Section host = s.section("host");
        return new Display(new GuestDisplay(guest.get(VirtualAdapter.class, "adapter"), guest.size("memory"),
                guest.whole("outputs"), guest.whole("width"), guest.whole("height"),
                guest.get(ViewerKind.class, "viewer"),
                        guest.sectionIfThere("lookingGlass").map(VmBinder::lookingGlass)),
                new HostDisplay(host.get(HostAdapter.class, "adapter"), host.whole("width"), host.whole("height"),
                        host.list(RescuePath.class, "rescue")));
    }

    private static LookingGlass lookingGlass(Section s) {
        return new LookingGlass(s.whole("width").orElse(0), s.whole("height").orElse(0),
                s.get(PixelFormat.class, "format").orElse(PixelFormat.SDR), s.size("size"), s.text("path"));
    }

    private static Disk disk(Section s, int index) {
        DiskKind kind = s.get(DiskKind.class, "kind").orElse(DiskKind.DISK);
        return new Disk(index, s.text("file"), s.text("device"), kind, s.get(DiskBus.class, "bus"),
                s.get(DiskFormat.class, "format"), s.size("size"),
                kind == DiskKind.CDROM || s.flag("readOnly").orElse(false), s.get(DiskCache.class, "cache"),
                s.flag("discard").orElse(false), s.text("serial"), s.whole("boot"),
                s.get(GuestAddress.class, "guestAddress"), s.flag("behindIommu"));
    }

    private static NetworkInterface network(Section s, int index) {
        return new NetworkInterface(index, s.get(NetworkType.class, "type").orElse(NetworkType.USER), s.text("source"),
                s.text("model"), s.text("mac"), s.whole("boot"), s.get(GuestAddress.class, "guestAddress"),
                s.flag("behindIommu"));
    }

    private static UsbDevice usb(Section s, int index) {
        return new UsbDevice(index, s.whole("vendor"), s.whole("device"), s.whole("bus"), s.text("port"), s.whole("number"));
    }

    private static EvdevInput evdev(Section s, int index) {
        return new EvdevInput(index, s.text("device").orElse(""), s.flag("grabAll").orElse(false),
                s.flag("repeat").orElse(false));
    }

    private static Sound sound(Section s) {
        return new Sound(s.get(SoundBackend.class, "backend"), s.get(SoundModel.class, "model"));
    }

    private static SwitchSettings switching(Section s) {
        return new SwitchSettings(s.time("timeout"), s.time("confirmWithin"),
                s.get(DisplayManagerAction.class, "displayManager").orElse(DisplayManagerAction.KEEP),
                s.get(ConsoleAction.class, "consoles").orElse(ConsoleAction.DETACH),
                s.get(HolderAction.class, "holders").orElse(HolderAction.REFUSE),
                s.flag("inhibitSleep").orElse(true), s.time("stopTimeout"));
    }

    private static Preparation preparation(Section s) {
        return new Preparation(s.get(BindingTime.class, "binding"),
                s.get(BootLoader.class, "bootLoader").orElse(BootLoader.AUTO),
                s.get(Initramfs.class, "initramfs").orElse(Initramfs.AUTO), s.list(String.class, "kernelArguments"),
                s.get(BindingTime.class, "hugepages"), s.flag("keepAwake"), s.flag("unsafeInterrupts").orElse(false));
    }

    private static Hook hook(Section s, int index) {
        return new Hook(index, s.get(HookTime.class, "when").orElse(HookTime.PREPARE), s.list(String.class, "command"),
                s.time("timeout"));
    }

    private static RawOptions raw(Section s) {
        return new RawOptions(s.list(String.class, "qemu"), s.list(String.class, "xl"));
    }

    private static Suppression suppression(Section s, int index) {
        return new Suppression(index, s.text("rule").orElse(""), s.text("subject"), s.text("reason").orElse(""));
    }
}
