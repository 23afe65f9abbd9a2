package org.underpass.hypervisor.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Topology;
import org.underpass.profile.Cpu;
import org.underpass.profile.CpuSet;
import org.underpass.profile.Machine;
import org.underpass.profile.MemoryPolicy;
import org.underpass.profile.NumaCell;

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

    private static QemuProps backing(String id, long mebibytes, boolean shared, OptionalLong hugepages,
            Optional<CpuSet> nodes, Optional<MemoryPolicy> policy) {
        boolean file = hugepages.isPresent() || shared;
        QemuProps memory = QemuProps.of(file ? "memory-backend-memfd" : "memory-backend-ram").with("id", id)
                .with("size", mebibytes + "M");
        if (file) {
            memory.with("share", shared);
        }
        hugepages.ifPresent(size -> memory.with("hugetlb", true)
                .with("hugetlbsize", GuestMachine.mebibytes(size) + "M").with("prealloc", true));
        MemoryPolicy how = policy.orElse(MemoryPolicy.BIND);
        if (nodes.isPresent() && how != MemoryPolicy.DEFAULT) {
            memory.list("host-nodes", nodes.get().toString().split(",")).with("policy", how.word());
        }
        return memory;
    }

    /** The NUMA nodes that the guest sees. */
    private static void numa(QemuBuild build, Optional<CpuSet> nodes) {
        Machine wish = build.profile().machine();
        List<NumaCell> cells = wish.numa();
        for (NumaCell cell : cells) {
            String id = "ram-node" + cell.index();
            OptionalLong pages = cell.hugepages().isPresent() ? cell.hugepages() : wish.hugepages();
            build.out().object(backing(id, GuestMachine.mebibytes(cell.memory()),
                    cell.shared().orElse(wish.sharedMemory()),
                    pages.isPresent() && pages.getAsLong() == 0 ? OptionalLong.empty() : pages,
                    cell.hostNodes().or(() -> nodes), cell.policy().or(wish::memoryPolicy)));
            QemuProps node = QemuProps.of("node").with("nodeid", cell.index());
            cell.cpus().ifPresent(set -> node.list("cpus", set.toString().split(",")));
            cell.initiator().ifPresent(nearest -> node.with("initiator", nearest));
            build.out().add("-numa", node.with("memdev", id));
        }
        for (NumaCell cell : cells) {
            for (int other = 0; other < Math.min(cells.size(), cell.distances().size()); other++) {
                build.out().add("-numa", QemuProps.of("dist").with("src", cell.index()).with("dst", other)
                        .with("val", cell.distances().get(other)));
            }
        }
    }

    /** {@code -m} and its backing under KVM. */
    public static void memory(QemuBuild build) {
        Machine wish = build.profile().machine();
        build.out().add("-m", QemuProps.of().with("size", build.machine().memoryMebibytes() + "M"));
        Optional<CpuSet> nodes = wish.hostNodes().or(() -> wish.numaNode().isPresent()
                ? Optional.of(new CpuSet(List.of(wish.numaNode().getAsInt()))) : Optional.empty());
        if (wish.numa().isEmpty()) {
            build.out().object(backing("ram", build.machine().memoryMebibytes(), wish.sharedMemory(),
                    wish.hugepages(), nodes, wish.memoryPolicy()));
        }
        numa(build, nodes);
        wish.memoryLocked().ifPresent(lock -> build.out().add("-overcommit", QemuProps.of().with("mem-lock", lock)));
        build.profile().cpu().ioThreadPinning().ifPresent(set -> build.out()
                .object(QemuProps.of("iothread").with("id", "iothread1")));
        if (wish.balloon()) {
            build.out().device(build.at(QemuProps.of("virtio-balloon-pci").with("id", "balloon"), "balloon"));
        }
    }
}
