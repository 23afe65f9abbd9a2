package org.underpass.hypervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.language.Type;
import org.underpass.profile.source.ProfileSource;

/** Values for every key of the language of machines, to be put one at a time into a machine that has everything. */
final class LanguageSamples {
    private static final String GIB = "GiB";

    /** Where the type does not tell what a sensible value is. */
    private static final Map<String, List<Object>> VALUES = Map.ofEntries(
            Map.entry("name", List.of("other")),
            Map.entry("title", List.of("Other")),
            Map.entry("uuid", List.of("6ba7b810-9dad-11d1-80b4-00c04fd430c9")),
            Map.entry("backend", List.of("xen")),
            Map.entry("machine.memory", List.of("8 " + GIB, "1025 MiB")),
            Map.entry("machine.hostNodes", List.of("0-1")),
            Map.entry("machine.numa[0].memory", List.of("4 GiB")),
            Map.entry("machine.numa[0].cpus", List.of("0-3")),
            Map.entry("machine.numa[0].hugepages", List.of("2 MiB", "1 GiB")),
            Map.entry("machine.numa[0].hostNodes", List.of("0-1")),
            Map.entry("machine.numa[0].distances", List.of(List.of(10))),
            Map.entry("machine.iommuOptions.guestAddress", List.of("00:10.0")),
            Map.entry("machine.iommuOptions.addressWidth", List.of(39, 48)),
            Map.entry("machine.pci.places", List.of(Map.of("usb", "00:11.0"), Map.of("adapter", "00:12.0"))),
            Map.entry("machine.pci.hole64", List.of("64 GiB")),
            Map.entry("machine.pci.bridges[0].bus", List.of(2)),
            Map.entry("machine.pci.bridges[0].guestAddress", List.of("00:05.0", "00:06.1")),
            Map.entry("disks[0].guestAddress", List.of("00:13.0")),
            Map.entry("disks[1].guestAddress", List.of("00:13.0")),
            Map.entry("network[0].guestAddress", List.of("00:14.0")),
            Map.entry("devices[0].mdev.ramfb", List.of(true)),
            Map.entry("machine.hugepages", List.of("2 MiB", "1 GiB")),
            Map.entry("firmware.code", List.of("/usr/share/OVMF/OVMF_CODE_4M.fd", "/opt/OVMF/other.fd")),
            Map.entry("firmware.vars", List.of("/var/lib/vars.fd")),
            Map.entry("firmware.mmio64Window", List.of("64 GiB")),
            Map.entry("cpu.model", List.of("host-model", "EPYC-Rome")),
            Map.entry("cpu.count", List.of(2, 6)),
            Map.entry("cpu.pinning", List.of(List.of("1", "2-3", "4", "5"))),
            Map.entry("cpu.emulatorPinning", List.of("0")),
            Map.entry("cpu.ioThreadPinning", List.of("1")),
            Map.entry("cpu.vendorId", List.of("other")),
            Map.entry("cpu.features", List.of(Map.of("topoext", true), Map.of("avx2", false),
                    Map.of("ospke", true))),
            Map.entry("cpu.sockets", List.of(1, 2)),
            Map.entry("cpu.dies", List.of(1, 2)),
            Map.entry("cpu.cores", List.of(1, 2, 4)),
            Map.entry("cpu.threads", List.of(1, 2)),
            Map.entry("cpu.physBits", List.of(39, 40)),
            Map.entry("devices[0].name", List.of("other")),
            Map.entry("devices[0].address", List.of("0000:10:00.0")),
            Map.entry("devices[0].functions", List.of("all", List.of(0), List.of(1))),
            Map.entry("devices[0].rom.file", List.of("/srv/card.rom")),
            Map.entry("devices[0].driver", List.of("vfio-pci", "nvgrace_gpu_vfio_pci")),
            Map.entry("devices[0].resizableBar", List.of(Map.of("1", "16 GiB"))),
            Map.entry("devices[0].guestAddress", List.of("01:00.0", "03:00.0", "00:10.0", "01:02.0")),
            Map.entry("devices[0].mdev.type", List.of("nvidia-63")),
            Map.entry("devices[0].mdev.uuid", List.of("6ba7b810-9dad-11d1-80b4-00c04fd430c9")),
            Map.entry("devices[0].reset.methods", List.of(List.of("bus"))),
            Map.entry("display.guest.memory", List.of("16 MiB", "64 MiB", "48 MiB")),
            Map.entry("display.guest.outputs", List.of(1, 2)),
            Map.entry("display.guest.width", List.of(1280, 1024)),
            Map.entry("display.guest.height", List.of(720, 768)),
            Map.entry("display.guest.lookingGlass.width", List.of(3840)),
            Map.entry("display.guest.lookingGlass.height", List.of(2160)),
            Map.entry("display.guest.lookingGlass.size", List.of("128 MiB")),
            Map.entry("display.guest.lookingGlass.path", List.of("/dev/shm/other", "/dev/kvmfr0")),
            Map.entry("disks[0].file", List.of("/srv/other.raw", "/srv/other.qcow2", "relative.qcow2")),
            Map.entry("disks[1].device", List.of("/dev/sdz")),
            Map.entry("disks[0].size", List.of("64 GiB")),
            Map.entry("disks[0].serial", List.of("S1", "S_2-.")),
            Map.entry("disks[1].size", List.of()),
            Map.entry("disks[1].serial", List.of("S1")),
            Map.entry("network[0].source", List.of("br0")),
            Map.entry("network[0].mac", List.of("52:54:00:00:00:01")),
            Map.entry("usb[0].vendor", List.of("1234")),
            Map.entry("usb[0].device", List.of("5678")),
            Map.entry("evdev[0].device", List.of("/dev/input/event2")),
            Map.entry("preparation.kernelArguments", List.of(List.of("quiet", "nosplash"), List.of("amd_iommu=on"))),
            Map.entry("preparation.bootLoader", List.of("auto", "grub", "systemd-boot", "kernelstub", "grubby",
                    "uki")),
            Map.entry("raw.qemu", List.of(List.of("-msg", "timestamp=on"))),
            Map.entry("raw.xl", List.of(List.of("vcpus_soft = 1"))),
            Map.entry("network[0].boot", List.of(3)),
            Map.entry("disks[0].boot", List.of(1)),
            Map.entry("disks[1].boot", List.of(2)));

    /** Takes a key away. */
    private static final Object NONE = new Object();

    /** Other keys that a key needs beside it, or that have to give way to it. */
    private static final Map<String, Map<String, Object>> BESIDE = Map.ofEntries(
            Map.entry("devices[0].mdev.uuid", Map.of("devices[0].mdev.type", "nvidia-63")),
            Map.entry("devices[0].mdev.display", Map.of("devices[0].mdev.type", "nvidia-63")),
            Map.entry("devices[0].mdev.ramfb", Map.of("devices[0].mdev.type", "nvidia-63")),
            Map.entry("devices[0].sriov.count", Map.of("devices[0].sriov.function", 1)),
            Map.entry("preparation.hugepages", Map.of("machine.hugepages", "2 MiB")),
            Map.entry("cpu.sockets", Map.of("cpu.count", NONE, "cpu.cores", 4)),
            Map.entry("cpu.dies", Map.of("cpu.count", NONE, "cpu.cores", 4)),
            Map.entry("cpu.cores", Map.of("cpu.count", NONE, "cpu.threads", 2)),
            Map.entry("cpu.threads", Map.of("cpu.count", NONE, "cpu.cores", 4)),
            Map.entry("machine.memoryPolicy", Map.of("machine.hostNodes", "0-1")),
            Map.entry("machine.iommuOptions.guestAddress", Map.of("machine.iommu", "virtio")),
            Map.entry("network[0].source", Map.of("network[0].type", "bridge", "network[0].source", "br9")));

    /** What the engine, the rules or the switch decide before or after a backend has its turn. */
    private static final Set<String> DECIDED_ELSEWHERE = Set.of("underpass", "kind", "name", "backend", "os",
            "devices[0].name", "devices[0].groupMates", "display.host.adapter", "display.host.rescue",
            "devices[0].use");

    private LanguageSamples() {
    }

    /**
     * One value for one key.
     *
     * @param later whether the language itself says that nothing acts upon the key yet
     */
    record Sample(String path, Object value, boolean required, boolean later) {
        boolean decidedElsewhere() {
            return later || DECIDED_ELSEWHERE.contains(path) || path.startsWith("suppress")
                    || path.startsWith("devices[0].identity");
        }

        private ProfileSource base() {
            ProfileSource source = ProfileSource.parse(Profiles.FULL, "test.vm.yaml");
            if (path.startsWith("machine.numa[0].") && !path.endsWith(".memory")) {
                source = source.set("machine.numa[0].memory", "4 GiB");
                source = path.endsWith(".policy") ? source.set("machine.numa[0].hostNodes", "0-1") : source;
            } else if (path.startsWith("machine.pci.bridges[0].")) {
                source = source.set("machine.pci.bridges[0].bus", 1).set("machine.pci.bridges[0].model",
                        "pcie-root-port").set("machine.pci.bridges[0].guestAddress", "00:05.0");
            } else if (path.startsWith("machine.iommuOptions") && !path.endsWith("guestAddress")) {
                source = source.set("machine.iommu", "intel");
            }
            for (Map.Entry<String, Object> beside : BESIDE.getOrDefault(path, Map.of()).entrySet()) {
                source = beside.getValue() == NONE ? source.remove(beside.getKey())
                        : source.set(beside.getKey(), beside.getValue());
            }
            return source;
        }

        String with() {
            ProfileSource source = base().set(path, value);
            if (path.equals("network[0].type") && !value.equals("user")) {
                source = source.set("network[0].source", "br0");
            }
            return source.text();
        }

        String without() {
            return required ? base().text() : base().remove(path).text();
        }

        @Override
        public String toString() {
            return path + " = " + value;
        }
    }

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        walk(ProfileLanguage.vm(), "", false, samples);
        return samples;
    }

    private static void walk(Type.Keys keys, String prefix, boolean later, List<Sample> into) {
        for (Type.Key key : keys.keys()) {
            String path = prefix.isEmpty() ? key.name() : prefix + "." + key.name();
            boolean mine = later || key.later().isPresent();
            if (key.type() instanceof Type.Keys inner) {
                walk(inner, path, mine, into);
            } else if (key.type() instanceof Type.Items items && items.item() instanceof Type.Keys inner) {
                if (!mine && !path.equals("suppress")) {
                    walk(inner, path + "[0]", false, into);
                    if (path.equals("disks")) {
                        walk(inner, path + "[1]", false, into);
                    }
                }
            } else if (!path.startsWith("devices[0].identity") && !decided(path)) {
                for (Object value : values(path, key.type())) {
                    into.add(new Sample(path, value, key.required() || needed(path), mine));
                }
            }
        }
    }

    private static boolean decided(String path) {
        // The base has one or the other of these, and the language allows no more.
        return DECIDED_ELSEWHERE.contains(path) || Set.of("disks[0].device", "disks[1].file", "usb[0].bus",
                "usb[0].port", "usb[0].number", "disks[1].size", "devices[0].address").contains(path);
    }

    private static boolean needed(String path) {
        return Set.of("disks[0].file", "disks[1].device", "usb[0].vendor", "usb[0].device", "network[0].source")
                .contains(path);
    }

    private static List<? extends Object> values(String path, Type type) {
        if (VALUES.containsKey(path)) {
            return VALUES.get(path);
        }
        return switch (type) {
            case Type.Flag flag -> List.of(true, false);
            case Type.Choice choice -> choice.words().stream().map(w -> (Object) w.word()).toList();
            case Type.Whole whole -> List.of(whole.least(), whole.least() + 1);
            case Type.Form form when form.expected().contains("network card") -> List.of("virtio", "e1000e", "e1000",
                    "igb", "rtl8139", "vmxnet3", "netfront");
            case Type.Form form when form.pattern().contains("a-f") || form.expected().contains("id") ->
                    List.of("1af4");
            case Type.Time time -> List.of("5 s");
            default -> List.of();
        };
    }
}
