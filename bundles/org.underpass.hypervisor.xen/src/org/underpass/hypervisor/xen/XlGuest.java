package org.underpass.hypervisor.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.profile.Cpu;
import org.underpass.profile.CpuSet;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.SoundModel;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualAdapter;

/** The xl.cfg of one machine. */
final class XlGuest {
    /** Names of processor features that QEMU and libxl share (tools/libs/light/libxl_cpuid.c). */
    private static final Set<String> FEATURES = Set.of("aes", "arat", "avx", "avx2", "avx512f", "bmi1", "bmi2", "erms",
            "f16c", "fma", "fsgsbase", "hypervisor", "invtsc", "lm", "monitor", "movbe", "nx", "pcid", "popcnt",
            "rdrand", "rdseed", "rdtscp", "smap", "smep", "sse2", "sse4.1", "sse4.2", "ssse3", "svm", "topoext",
            "tsc_adjust", "vmx", "x2apic", "xsave", "xsaveopt");

    private final GuestMachine machine;
    private final Report report;
    private final XlConfig config = new XlConfig();

    private XlGuest(GuestMachine machine, Report report) {
        this.machine = machine;
        this.report = report;
    }

    static XlConfig of(GuestMachine machine, Report report) {
        XlGuest guest = new XlGuest(machine, report);
        guest.machine();
        guest.processors();
        guest.firmware();
        XlDevices.passed(machine, guest.config, report);
        guest.display();
        XlDevices.disks(machine, guest.config, report);
        XlDevices.network(machine, guest.config, report);
        guest.peripherals();
        guest.repeated();
        return guest.config;
    }

    static String text(GuestMachine machine, XlConfig config) {
        StringBuilder text = new StringBuilder();
        text.append(Sh.comment(machine.profile().name() + " for xl (Xen 4.17 and newer). Run host/prepare.sh before."));
        machine.profile().title().ifPresent(title -> text.append(Sh.comment(title)));
        text.append(config);
        machine.profile().raw().xl().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Lines of the profile's own that name a key once more: xl takes the last, and says nothing. */
    private void repeated() {
        List<String> lines = machine.profile().raw().xl();
        for (int i = 0; i < lines.size(); i++) {
            String key = lines.get(i).split("[+=]", 2)[0].strip();
            if (config.has(key)) {
                report.warn("repeated", "raw.xl[" + i + "]", "the line takes the place of the " + key
                        + " that the rest of the profile asks for", "of a key that comes twice xl takes one in silence");
            }
        }
    }

    private void machine() {
        config.string("name", machine.profile().name()).string("uuid", machine.uuid().toString());
        config.string("type", "hvm");
        config.number("memory", machine.memoryMebibytes()).number("maxmem", machine.memoryMebibytes());
        boolean local = machine.profile().machine().clock().map(c -> c.word().equals("localtime"))
                .orElse(machine.windows());
        config.flag("localtime", local);
        config.string("on_poweroff", "destroy").string("on_reboot", "restart").string("on_crash", "destroy");
    }

    private void processors() {
        Cpu cpu = machine.profile().cpu();
        config.number("vcpus", machine.processors());
        if (!cpu.pinning().isEmpty()) {
            config.list("cpus", cpu.pinning().stream().limit(machine.processors()).map(CpuSet::toString).toList());
        }
        List<String> mask = new ArrayList<>();
        mask.add("host");
        if (cpu.hideHypervisor()) {
            mask.add("hypervisor=0");
        }
        for (Map.Entry<String, Boolean> feature : cpu.features().entrySet()) {
            if (FEATURES.contains(feature.getKey())) {
                mask.add(feature.getKey() + (feature.getValue() ? "=1" : "=0"));
            } else {
                report.warn("cpu-feature", "cpu.features", "the processor feature " + feature.getKey()
                        + " is left to Xen", "xl has no such name, and would drop the whole mask without a word");
            }
        }
        if (mask.size() > 1) {
            config.string("cpuid", String.join(",", mask.stream().distinct().toList()));
        }
        config.flag("viridian", machine.hyperv());
    }

    private void firmware() {
        boolean uefi = machine.profile().firmware().type().orElse(FirmwareType.UEFI) == FirmwareType.UEFI;
        config.string("bios", uefi ? "ovmf" : "seabios");
        machine.profile().firmware().code().ifPresent(code -> config.string("bios_path_override", code));
    }

    private void display() {
        VirtualAdapter adapter = machine.adapter();
        String path = "display.guest.adapter";
        String vga = switch (adapter) {
            case NONE -> "none";
            case CIRRUS -> "cirrus";
            case QXL -> "qxl";
            case STD -> "stdvga";
            default -> {
                report.warn("adapter", path, "the adapter is a standard VGA",
                        "HVM guests of Xen have standard VGA, Cirrus and QXL");
                yield "stdvga";
            }
        };
        config.string("vga", vga);
        machine.profile().display().guest().memory().ifPresent(bytes -> {
            if (vga.equals("none")) {
                report.warn("adapter-memory", "display.guest.memory", "there is no video memory",
                        "the guest has no virtual adapter");
            } else {
                config.number("videoram", GuestMachine.mebibytes(bytes));
            }
        });
        ViewerKind viewer = machine.viewer();
        boolean window = viewer == ViewerKind.GTK;
        if (window) {
            report.warn("viewer", "display.guest.viewer", "the picture is shown through VNC on the loopback address",
                    "the device model of Xen opens no GTK window");
        } else if (viewer == ViewerKind.EGL_HEADLESS) {
            report.warn("viewer", "display.guest.viewer", "the picture is shown nowhere",
                    "the device model of Xen does not draw on the host's card");
        }
        boolean vnc = window || viewer == ViewerKind.VNC;
        config.flag("vnc", vnc);
        if (vnc) {
            config.string("vnclisten", "127.0.0.1");
        }
        config.flag("sdl", viewer == ViewerKind.SDL);
        config.flag("spice", viewer == ViewerKind.SPICE);
        if (viewer == ViewerKind.SPICE) {
            config.string("spicehost", "127.0.0.1").number("spiceport", 5900).flag("spicedisable_ticketing", true)
                    .flag("spicevdagent", true);
        }
    }

    private void peripherals() {
        if (machine.viewer() != ViewerKind.NONE) {
            config.flag("usb", true).list("usbdevice", List.of("tablet"));
        }
        if (machine.profile().sound().model().isEmpty() && machine.profile().sound().backend().isEmpty()) {
            return;
        }
        SoundModel model = machine.profile().sound().model().orElse(SoundModel.ICH9);
        config.string("soundhw", model == SoundModel.AC97 ? "ac97" : "hda");
        if (model == SoundModel.USB || model == SoundModel.VIRTIO || model == SoundModel.ICH9
                && machine.profile().sound().model().isPresent()) {
            report.warn("sound", "sound.model", "the card is Intel HD Audio (ich6)",
                    "xl knows Intel HD Audio of older boards and AC 97");
        }
    }
}
