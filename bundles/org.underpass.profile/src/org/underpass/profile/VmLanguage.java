package org.underpass.profile;

import static org.underpass.profile.Forms.FLAG;
import static org.underpass.profile.Forms.ID;
import static org.underpass.profile.Forms.LINE;
import static org.underpass.profile.Forms.choice;
import static org.underpass.profile.language.Type.Key.of;

import java.time.Duration;
import java.util.List;
import org.underpass.profile.language.Type;
import org.underpass.profile.language.Type.Constraint.AnyOf;
import org.underpass.profile.language.Type.Constraint.Needs;
import org.underpass.profile.language.Type.Constraint.NotBoth;
import org.underpass.profile.language.Type.Constraint.WordNeeds;
import org.underpass.profile.language.Type.Items;
import org.underpass.profile.language.Type.Keys;
import org.underpass.profile.language.Type.Whole;
import org.underpass.profile.language.Word;

/** Every key of a machine's profile, in the order in which a profile is written. */
final class VmLanguage {
    static final long KIB = 1L << 10;
    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;
    static final long TIB = 1L << 40;
    /** The highest BAR size that Resizable BAR can express (PCIe 5.0, 7.8.6): 8 EiB; the language stops earlier. */
    static final long LARGEST = 1024 * TIB;

    static final String SWITCHING = "switching adapters between host and guest";
    static final String HOST_DISPLAY = "a virtual display for the host";
    static final String HOOKS = "running hooks";
    static final String RESET_CONTROL = "steering the reset of a device";
    static final String SIZING = "resizing BARs before the start";

    private static final Type.Time HOUR = new Type.Time(Duration.ofHours(1));
    private static final Whole PIXELS = new Whole(1, 16384);
    private static final Whole BOOT_ORDER = new Whole(1, 99);
    private static final Type.Size ANY_SIZE = new Type.Size(1, LARGEST);
    static final Type.Choice BINDING = choice(BindingTime.values());
    static final Type.Form DRIVER = new Type.Form("a VFIO driver: vfio-pci, auto or the name of a variant driver",
            "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", Forms.NAME.parser());

    private VmLanguage() {
    }

    static Keys keys(String name, Type.Key... keys) {
        return new Keys(name, List.of(keys), List.of());
    }

    static Items list(Type item) {
        return new Items(item, 0);
    }

    static final Keys ROM = keys("an option ROM",
            of("file", Forms.FILE, "Path of a ROM image on the host; without it the guest sees the ROM of the card."),
            of("bar", FLAG, "Whether the guest sees a ROM at all; yes by default."));

    static final Keys GUEST_IDS = keys("ids shown to the guest",
            of("vendor", ID, "Vendor id."), of("device", ID, "Device id."),
            of("subsystemVendor", ID, "Subsystem vendor id."), of("subsystemDevice", ID, "Subsystem id."));

    static final Keys IGD = keys("settings for Intel graphics",
            of("opRegion", FLAG, "Whether the guest gets the OpRegion with the display tables of the firmware."),
            of("legacyMode", choice(IgdLegacyMode.values()),
                    "Whether QEMU sets the card up in its legacy mode; auto by default."),
            of("stolenMemory", new Whole(0, 16), "Stolen memory shown to the guest, in units of 32 MiB."));

    static final Keys XEN_DEVICE = keys("Xen settings of a device",
            of("permissive", FLAG, "Whether the guest may write all of its config space; no by default."),
            of("powerManagement", FLAG, "Whether the guest may change its power state; no by default."),
            of("msiTranslate", FLAG, "MSI to INTx translation."),
            of("seize", FLAG, "Whether xl takes it from its driver by itself; no by default."),
            of("rdmPolicy", choice(RdmPolicy.values()),
                    "What happens when reserved memory collides with guest memory."));

    static final Items METHODS = list(Forms.oneOf("a reset method of the kernel",
            "device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus"));

    static final Keys RESET = keys("reset settings",
            of("methods", METHODS, "Methods in the order to try; without it, as the forecast says."),
            of("allowQuirks", list(Forms.RULE), "Ids of the only quirks that may act; without it, all that are ready.")
                    .later(RESET_CONTROL),
            of("denyQuirks", list(Forms.RULE), "Ids of quirks that must not act.").later(RESET_CONTROL),
            of("neighbours", choice(NeighbourReset.values()),
                    "Whether a reset may hit devices outside this machine; refuse by default.").later(RESET_CONTROL),
            of("timeout", HOUR, "How long to wait for the device afterwards.").later(RESET_CONTROL));

    static final Type.Table BAR_SIZES = new Type.Table(Forms.BAR_INDEX, new Type.Size(MIB, LARGEST));
    static final Type.Table FEATURES = new Type.Table(Forms.FEATURE, FLAG);

    private static final Keys IDENTITY = new Keys("what a device is", List.of(
            of("vendor", ID, "Vendor id, four hex digits."),
            of("device", ID, "Device id, four hex digits."),
            of("subsystemVendor", ID, "Subsystem vendor id."),
            of("subsystemDevice", ID, "Subsystem id."),
            of("class", Forms.CLASS, "Class, subclass and programming interface, six hex digits."),
            of("serial", Forms.SERIAL, "PCI device serial number, sixteen hex digits."),
            of("serialHash", Forms.SHA256,
                    "SHA-256 of the sixteen lower-case digits of the serial number, for profiles that others see."),
            of("slot", LINE, "The physical slot as the firmware names it."),
            of("path", LINE, "The path of bridges from the root bus, such as 0000:00/01.0/00.0.")),
            List.of(new AnyOf(List.of("vendor", "serial", "serialHash", "slot", "path")), new Needs("device", "vendor"),
                    new Needs("subsystemDevice", "subsystemVendor")));

    private static final Type FUNCTIONS = new Type.Either(Forms.oneOf("functions", "all"),
            new Items(new Whole(0, 7), 1));

    private static final Keys DEVICE = new Keys("a device to give away", List.of(
            of("name", Forms.NAME, "A name for messages and artifacts."),
            of("address", Forms.ADDRESS,
                    "Address on the host, such as \"0000:01:00.0\"; with an identity, where it was last seen."),
            of("identity", IDENTITY, "What the device is, wherever it sits: a moved card is found again."),
            of("groupMates", list(LINE), "The functions that shared its IOMMU group when the profile was written."),
            of("use", Forms.FILE,
                    "A device profile (*.device.yaml) whose settings hold where this entry is silent; its path starts"
                    + " at this file's folder."),
            of("functions", FUNCTIONS,
                    "Which functions of the slot are given: all (the default) or a list of numbers."),
            of("rom", ROM, "The option ROM that the guest sees."),
            of("driver", DRIVER,
                    "vfio-pci, the name of a VFIO variant driver, or auto (the default) for the best of them."),
            of("resizableBar", BAR_SIZES,
                    "Sizes of resizable BARs to set before the start, by BAR number."),
            of("guestAddress", Forms.GUEST_ADDRESS, "Where the guest sees it, such as \"01:00.0\"."),
            of("multifunction", FLAG, "Whether its functions share one slot in the guest; yes by default."),
            of("primary", FLAG, "Whether it is the primary display of the guest; no by default."),
            of("guestIds", GUEST_IDS, "Ids that the guest sees instead of the real ones."),
            of("igd", IGD, "Intel integrated graphics only."),
            of("mdev", new Keys("a mediated device", List.of(
                    of("type", Forms.RULE, "The type under mdev_supported_types; without it, the device of that "
                            + "UUID must be there already."),
                    of("uuid", Forms.UUID_FORM, "Its UUID; without it, one is derived from machine and device."),
                    of("display", FLAG, "Whether the viewer shows its picture; no by default."),
                    of("ramfb", FLAG, "Whether its picture begins as a plain framebuffer that firmware draws in; no "
                            + "by default.")), List.of(new AnyOf(List.of("type", "uuid")))),
                    "A mediated device (such as a vGPU) made on this one and given instead of it."),
            of("sriov", new Keys("a virtual function", List.of(
                    of("function", new Whole(0, 65535), "Which virtual function, from 0.").must(),
                    of("count", new Whole(1, 65535), "How many to create when there are none.")), List.of()),
                    "A virtual function made on this physical function and given instead of it."),
            of("reset", RESET, "How it is reset."),
            of("xen", XEN_DEVICE, "Xen only.")),
            List.of(new AnyOf(List.of("address", "identity", "mdev")), new NotBoth("mdev", "sriov")));

    private static final Keys BRIDGE = keys("a bridge of the guest's PCI tree",
            of("bus", new Whole(1, 255), "Number of the bus that it leads to, as guestAddress counts buses.").must(),
            of("model", choice(BridgeModel.values()), "What it is.").must(),
            of("guestAddress", Forms.GUEST_ADDRESS, "Where it sits itself, such as \"00:02.0\".").must(),
            of("chassis", new Whole(0, 255), "Chassis number; that of its bus by default."),
            of("port", new Whole(0, 255), "Number of a PCIe port within its chassis; 0 by default."),
            of("firstBus", new Whole(1, 254), "An expander's own number for its bus, from which it counts on."),
            of("guestNode", new Whole(0, 255), "The guest's NUMA node that an expander belongs to."),
            of("hotplug", FLAG, "Whether devices can be plugged in below it; as the bridge does by default."),
            of("multifunction", FLAG, "Whether its header speaks of further functions; as the others need by default."));

    private static final Keys PCI = keys("the guest's PCI tree",
            of("bridges", list(BRIDGE), "Ports and bridges; without them, one root port for each given device."),
            of("places", new Type.Table(Forms.PLACE, Forms.GUEST_ADDRESS),
                    "Where imitated devices sit that have no entry of their own in this profile."),
            of("usb", choice(UsbController.values()), "The USB controller; xhci by default."),
            of("hole64", new Type.Size(MIB, LARGEST), "Size of the window for 64-bit BARs that the mainboard has."));

    private static final Keys NUMA_CELL = keys("a NUMA node of the guest",
            of("memory", new Type.Size(MIB, 64 * TIB), "Its part of the guest's memory.").must(),
            of("cpus", Forms.CPUS, "Its virtual processors; none by default."),
            of("hugepages", Forms.HUGEPAGES, "Host pages that back it; as the machine's by default."),
            of("shared", FLAG, "Whether it can be shared with helpers; as the machine's by default."),
            of("hostNodes", Forms.CPUS, "Host NUMA nodes that its memory is taken from."),
            of("policy", choice(MemoryPolicy.values()), "How strictly; bind by default."),
            of("initiator", new Whole(0, 255), "The guest node whose processors are nearest to it."),
            of("distances", list(new Whole(10, 255)), "Distances to all nodes in order, as ACPI counts them: 10 is its "
                    + "own."));

    private static final Keys IOMMU_OPTIONS = keys("settings of the guest's own IOMMU",
            of("guestAddress", Forms.GUEST_ADDRESS, "Where a virtio-iommu sits."),
            of("interruptRemapping", FLAG, "Intel and AMD; yes by default."),
            of("cachingMode", FLAG, "Intel: report mappings that change from absent to present; yes by default, "
                    + "because given devices need it."),
            of("extendedInterrupts", FLAG, "Intel: x2APIC ids above 255; as QEMU decides by default."),
            of("deviceTlb", FLAG, "Intel and AMD: devices may cache translations (ATS); no by default."),
            of("addressWidth", new Whole(39, 57), "Intel: width of addresses in bits, 39, 48 or 57."),
            of("dmaTranslation", FLAG, "Intel: whether DMA is translated, not interrupts alone; yes by default."));

    private static final Keys MACHINE = keys("mainboard and memory",
            of("type", choice(MachineType.values()), "The mainboard; without it the backend chooses (kvm: q35)."),
            of("memory", new Type.Size(MIB, 64 * TIB), "Guest memory, such as 16 GiB.").must(),
            of("hugepages", Forms.HUGEPAGES, "Host pages that back the memory: none (the default), 2 MiB or 1 GiB."),
            of("numaNode", new Whole(0, 1023), "The host NUMA node that memory is taken from."),
            of("hostNodes", Forms.CPUS, "The host NUMA nodes that memory is taken from, where it is several."),
            of("memoryPolicy", choice(MemoryPolicy.values()), "How strictly memory is taken from there; bind by "
                    + "default."),
            of("numa", list(NUMA_CELL), "NUMA nodes that the guest sees; their memory adds up to all of it."),
            of("memoryLocked", FLAG, "Whether guest memory is locked beforehand; without it, as the backend needs."),
            of("sharedMemory", FLAG, "Whether the memory can be shared with helpers such as virtiofsd; no by default."),
            of("balloon", FLAG,
                    "Whether the guest has a memory balloon; no by default, because given devices pin all memory."),
            of("kernelIrqchip", choice(KernelIrqchip.values()), "KVM: who emulates the interrupt controllers."),
            of("iommu", choice(VirtualIommu.values()), "The IOMMU that the guest itself sees; none by default."),
            of("iommuOptions", IOMMU_OPTIONS, "How that IOMMU is set up."),
            of("pci", PCI, "The guest's PCI tree, where it has to be as it was."),
            of("iommufd", FLAG, "KVM: give devices away through iommufd; no by default."),
            of("clock", choice(ClockBase.values()),
                    "What the guest takes its clock for; localtime for Windows, else utc."),
            of("stop", choice(StopPolicy.values()), "How the guest is stopped; powerdown by default."));

    private static final Keys FIRMWARE = keys("firmware",
            of("type", choice(FirmwareType.values()), "UEFI (the default) or BIOS."),
            of("secureBoot", FLAG, "Whether the firmware enforces Secure Boot."),
            of("code", Forms.FILE,
                    "Path of the firmware image; without it, from the firmware descriptors of the host."),
            of("vars", Forms.FILE,
                    "Path of the variable store of this machine; without it, one is made from the template."),
            of("tpm", choice(TpmVersion.values()), "An emulated TPM: none (the default), \"1.2\" or \"2.0\"."),
            of("mmio64Window", new Type.Size(MIB, LARGEST), "Window for 64-bit BARs that the firmware is asked for."));

    private static final Keys CPU = keys("processors",
            of("model", Forms.FEATURE, "host-passthrough (the default), host-model or a model of the hypervisor."),
            of("count", new Whole(1, 4096), "Number of virtual processors; without it, the product of the topology."),
            of("sockets", new Whole(1, 64), "Sockets."), of("dies", new Whole(1, 64), "Dies a socket."),
            of("cores", new Whole(1, 4096), "Cores a die."), of("threads", new Whole(1, 8), "Threads a core."),
            of("pinning", list(Forms.CPUS), "For each virtual processor in turn, the host processors it may run on."),
            of("emulatorPinning", Forms.CPUS, "Host processors for the threads of the hypervisor itself."),
            of("ioThreadPinning", Forms.CPUS, "Host processors for an I/O thread; without it there is none."),
            of("hideHypervisor", FLAG, "Keep the guest from seeing that it is virtual; no by default."),
            of("vendorId", Forms.VENDOR_ID, "Hyper-V vendor id shown to the guest, 12 characters at most."),
            of("hyperv", FLAG, "Hyper-V enlightenments; on for Windows guests by default."),
            of("features", FEATURES, "CPU features to switch on (yes) or off (no), such as topoext."),
            of("physBits", new Whole(32, 57),
                    "Width of guest physical addresses in bits; without it, that of the host."));

    private static final Keys DISPLAY = keys("displays",
            of("guest", keys("the virtual adapter of the guest",
                    of("adapter", choice(VirtualAdapter.values()),
                            "The virtual adapter beside the given card; none by default when there is one."),
                    of("memory", new Type.Size(MIB, 4 * GIB), "Its video memory."),
                    of("outputs", new Whole(1, 16), "Number of screens; 1 by default."),
                    of("width", PIXELS, "Preferred width in pixels."), of("height", PIXELS,
                            "Preferred height in pixels."),
                    of("viewer", choice(ViewerKind.values()), "Where its picture is shown."),
                    of("lookingGlass", keys("Looking Glass",
                            of("width", PIXELS, "Largest width in pixels.").must(),
                            of("height", PIXELS, "Largest height in pixels.").must(),
                            of("format", choice(PixelFormat.values()), "sdr (the default) or hdr."),
                            of("size", new Type.Size(MIB, 4 * GIB), "Size of the shared memory; computed without it."),
                            of("path", Forms.ABSOLUTE,
                                    "The shared memory file or kvmfr device; /dev/shm/looking-glass by default.")),
                            "Shared memory in which the guest hands its pictures to the host.")),
                    "What the guest sees beside the given card."),
            of("host", keys("the display of the host",
                    of("adapter", choice(HostAdapter.values()), "What the host has for a display meanwhile."),
                    of("width", PIXELS, "Width of a virtual display in pixels.").later(HOST_DISPLAY),
                    of("height", PIXELS, "Height of a virtual display in pixels.").later(HOST_DISPLAY),
                    of("rescue", list(choice(RescuePath.values())), "Ways back to a dark host that you know to work.")),
                    "What the host has while the guest owns the card."));

    private static final Keys DISK = new Keys("a drive", List.of(
            of("file", Forms.FILE, "Image file on the host."),
            of("device", Forms.ABSOLUTE, "Block device of the host, best under /dev/disk/by-id."),
            of("kind", choice(DiskKind.values()), "disk (the default) or cdrom."),
            of("bus", choice(DiskBus.values()),
                    "How the guest reaches it; virtio by default, sata for an optical drive."),
            of("format", choice(DiskFormat.values()), "Format of the image; without it, by the name of the file."),
            of("size", new Type.Size(MIB, LARGEST), "Size of an image that does not exist yet."),
            of("readOnly", FLAG, "Whether the guest may only read; no by default."),
            of("cache", choice(DiskCache.values()), "How writes are cached on the host."),
            of("discard", FLAG, "Whether the guest may hand back unused blocks; no by default."),
            of("serial", Forms.SERIAL_TEXT, "Serial number that the guest sees."),
            of("guestAddress", Forms.GUEST_ADDRESS, "Where the guest sees a virtio or NVMe drive."),
            of("behindIommu", FLAG, "virtio: whether the guest's own IOMMU holds for it; no by default."),
            of("boot", BOOT_ORDER, "Place in the boot order, from 1.")),
            List.of(new AnyOf(List.of("file", "device", "kind")), new NotBoth("file", "device")));

    private static final Keys NETWORK = new Keys("a network interface", List.of(
            of("type", choice(NetworkType.values()), "What it is connected to.").must(),
            of("source", Forms.IFNAME, "The bridge, libvirt network or host interface."),
            of("model", Forms.oneOf("a network card", "virtio", "e1000e", "e1000", "igb", "rtl8139", "vmxnet3",
                    "netfront"),
                    "The emulated card; virtio by default."),
            of("mac", Forms.MAC, "MAC address; without it, one is derived from machine and position."),
            of("guestAddress", Forms.GUEST_ADDRESS, "Where the guest sees it."),
            of("behindIommu", FLAG, "virtio: whether the guest's own IOMMU holds for it; no by default."),
            of("boot", BOOT_ORDER, "Place in the boot order, from 1.")),
            List.of(new WordNeeds("type", List.of(NetworkType.BRIDGE, NetworkType.NETWORK, NetworkType.MACVTAP),
                    "source")));

    private static final Keys USB = new Keys("a USB device", List.of(
            of("vendor", ID, "Vendor id."), of("device", ID, "Product id."),
            of("bus", new Whole(1, 255), "Number of the host bus."),
            of("port", Forms.USB_PORT, "Port path on that bus, such as \"1.4\"."),
            of("number", new Whole(1, 127), "Its number on that bus; it changes with each plugging.")),
            List.of(new AnyOf(List.of("vendor", "port", "number")), new Needs("vendor", "device"),
                    new Needs("device", "vendor"), new Needs("port", "bus"), new Needs("number", "bus"),
                    new NotBoth("port", "number")));

    private static final Keys EVDEV = keys("an input",
            of("device", Forms.ABSOLUTE, "Device node on the host, best under /dev/input/by-id.").must(),
            of("grabAll", FLAG, "Whether grabbing this one grabs all; no by default."),
            of("repeat", FLAG, "Whether key repeat of the host reaches the guest; no by default."));

    private static final Keys SOUND = keys("a sound card",
            of("backend", choice(SoundBackend.values()), "Where the sound goes; none by default."),
            of("model", choice(SoundModel.values()), "The emulated card; ich9 by default."));

    private static final Keys SWITCH = keys("how adapters are switched",
            of("timeout", HOUR, "Time limit of each step."),
            of("confirmWithin", HOUR, "The switch is undone unless somebody confirms it within this time."),
            of("displayManager", choice(DisplayManagerAction.values()),
                    "What happens to the display manager; keep by default."),
            of("consoles", choice(ConsoleAction.values()),
                    "What happens to consoles that draw on the card; detach by default."),
            of("holders", choice(HolderAction.values()),
                    "What happens when a program holds the card; refuse by default."),
            of("inhibitSleep", FLAG, "Keep the host from sleeping while the guest owns the card; yes by default."),
            of("stopTimeout", HOUR, "How long the guest has to power down."));

    private static final Keys PREPARATION = keys("preparation of the host",
            of("binding", BINDING, "When the card is taken from its driver: boot or start."),
            of("bootLoader", choice(BootLoader.values()), "What hands the kernel its arguments; auto by default."),
            of("initramfs", choice(Initramfs.values()), "What builds the initial RAM file system; auto by default."),
            of("kernelArguments", list(Forms.KERNEL_ARGUMENT), "Further kernel arguments."),
            of("hugepages", BINDING, "When hugepages are reserved; boot by default."),
            of("keepAwake", FLAG, "Whether the card is kept from D3 sleep; without it, as the device needs."),
            of("unsafeInterrupts", FLAG, "Accept missing interrupt remapping knowingly; no by default."));

    private static final Keys HOOK = keys("a hook",
            of("when", choice(HookTime.values()), "When it runs.").must(),
            of("command", new Items(LINE, 1),
                    "Program and arguments, each an item of its own; never a shell line.").must(),
            of("timeout", HOUR, "Time limit."));

    private static final Keys RAW = keys("unchecked options",
            of("qemu", list(LINE), "Arguments appended to the command line of QEMU, each an item of its own."),
            of("xl", list(LINE), "Lines appended to xl.cfg."));

    private static final Keys SUPPRESSION = keys("an answered finding",
            of("rule", Forms.RULE, "Id of the rule, such as A04.").must(),
            of("subject", LINE, "Subject of the finding, such as an address; without it, all of that rule."),
            of("reason", Forms.PROSE, "Why; somebody will read it after you.").must());

    static final Keys VM = keys("a virtual machine",
            of("underpass", new Whole(1, 1), "Version of the language, 1.").must(),
            of("kind", choice(new Kind("vm", "One virtual machine.")), "vm; the name of the file says it too."),
            of("name", Forms.NAME,
                    "Name of the machine, safe for every hypervisor: letters, digits, '.', '_' and '-'.").must(),
            of("title", LINE, "Free text for people."),
            of("uuid", Forms.UUID_FORM, "UUID of the machine; without it, one is derived from the name."),
            of("backend", Forms.NAME, "Preferred backend: kvm, xen, emulator or that of a plug-in."),
            of("os", choice(GuestSystem.values()), "The family of the system in the guest."),
            of("machine", MACHINE, "Mainboard and memory.").must(),
            of("firmware", FIRMWARE, "What starts the guest."),
            of("cpu", CPU, "Processors and where they run."),
            of("devices", list(DEVICE), "PCI devices of the host that the guest gets."),
            of("display", DISPLAY, "Which adapter the guest has and which the host keeps."),
            of("disks", list(DISK), "Drives."),
            of("network", list(NETWORK), "Network interfaces."),
            of("usb", list(USB), "USB devices of the host that the guest gets."),
            of("evdev", list(EVDEV), "Keyboards and mice of the host shared with the guest."),
            of("sound", SOUND, "The emulated sound card."),
            of("switch", SWITCH, "How the adapters are switched between host and guest.").later(SWITCHING),
            of("preparation", PREPARATION, "How the host is prepared."),
            of("hooks", list(HOOK), "Programs of yours that run at certain times.").later(HOOKS),
            of("raw", RAW, "Options handed to one backend as they are, unchecked."),
            of("suppress", list(SUPPRESSION), "Findings that you answer for."));

    /**
     * The one word that the kind of a profile can be.
     *
     * @param word the word
     * @param meaning what it means
     */
    record Kind(String word, String meaning) implements Word {
    }
}
