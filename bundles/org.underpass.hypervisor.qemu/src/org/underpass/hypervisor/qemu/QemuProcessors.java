package org.underpass.hypervisor.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Topology;
import org.underpass.profile.Cpu;
import org.underpass.profile.Machine;

/** Processors and memory. */
public final class QemuProcessors {
    /** QEMU's words for the enlightenments that Windows profits from (docs/system/i386/hyperv). */
    private static final List<String> HYPERV = List.of("hv-relaxed", "hv-vapic", "hv-spinlocks=0x1fff", "hv-vpindex",
            "hv-runtime", "hv-synic", "hv-stimer", "hv-time", "hv-frequencies", "hv-tlbflush", "hv-ipi");

    private QemuProcessors() {
    }

    /** {@code -cpu} under KVM. */
    public static void kvm(QemuBuild build) {
        Cpu cpu = build.profile().cpu();
        String model = cpu.model().orElse("host-passthrough");
        List<String> words = new ArrayList<>();
        boolean host = model.equals("host-passthrough") || model.equals("host") || model.equals("host-model");
        if (model.equals("host-model")) {
            build.report().warn("cpu-model", "cpu.model", "the QEMU script passes the host's processor through instead",
                    "host-model is a word of libvirt, which works it out when the machine is defined; domain.xml has "
                            + "it");
        }
        words.add(host ? "host" : word(build, "cpu.model", model));
        if (cpu.hideHypervisor()) {
            words.add("kvm=off");
            words.add("hypervisor=off");
            if (build.machine().hyperv()) {
                build.report().warn("hyperv", "cpu.hideHypervisor",
                        "Windows will not use the Hyper-V enlightenments of this machine",
                        "it looks for them only where the processor says that there is a hypervisor");
            }
        }
        if (build.machine().hyperv()) {
            HYPERV.forEach(flag -> words.add(flag.contains("=") ? flag : flag + "=on"));
        }
        cpu.vendorId().ifPresent(id -> words.add("hv-vendor-id=" + word(build, "cpu.vendorId", id)));
        for (Map.Entry<String, Boolean> feature : cpu.features().entrySet()) {
            words.add(word(build, "cpu.features", feature.getKey()) + (feature.getValue() ? "=on" : "=off"));
        }
        cpu.physBits().ifPresent(bits -> {
            if (host) {
                words.add("host-phys-bits=on");
                words.add("host-phys-bits-limit=" + bits);
            } else {
                words.add("phys-bits=" + bits);
            }
        });
        build.out().plain("-cpu", String.join(",", words));
    }

    /** -cpu splits at commas and knows no escape for one, so a word that holds one cannot be handed on. */
    private static String word(QemuBuild build, String path, String text) {
        if (!text.matches("[ -+\\--~]+") || text.contains("=")) {
            build.report().refuse("cpu", path, "\"" + text + "\" cannot be written for QEMU's -cpu",
                    "that option splits its value at commas and has no way to write one");
            return "invalid";
        }
        return text;
    }

    /** {@code -smp}. */
    public static void topology(QemuBuild build) {
        Topology topology = Topology.of(build.machine());
        build.out().add("-smp", QemuProps.of().with("cpus", topology.total()).with("sockets", topology.sockets())
                .with("dies", topology.dies()).with("cores", topology.cores()).with("threads", topology.threads()));
    }

    /** {@code -m} and its backing under KVM. */
    public static void memory(QemuBuild build) {
        Machine wish = build.profile().machine();
        build.out().add("-m", QemuProps.of().with("size", build.machine().memoryMebibytes() + "M"));
        boolean file = wish.hugepages().isPresent() || wish.sharedMemory();
        QemuProps memory = QemuProps.of(file ? "memory-backend-memfd" : "memory-backend-ram").with("id", "ram")
                .with("size", build.machine().memoryMebibytes() + "M");
        if (file) {
            memory.with("share", wish.sharedMemory());
        }
        wish.hugepages().ifPresent(size -> memory.with("hugetlb", true)
                .with("hugetlbsize", GuestMachine.mebibytes(size) + "M").with("prealloc", true));
        wish.numaNode().ifPresent(node -> memory.with("host-nodes", node).with("policy", "bind"));
        build.out().object(memory);
        wish.memoryLocked().ifPresent(lock -> build.out().add("-overcommit", QemuProps.of().with("mem-lock", lock)));
        build.profile().cpu().ioThreadPinning().ifPresent(set -> build.out()
                .object(QemuProps.of("iothread").with("id", "iothread1")));
        if (wish.balloon()) {
            build.out().device(build.at(QemuProps.of("virtio-balloon-pci").with("id", "balloon"), "balloon"));
        }
    }
}
