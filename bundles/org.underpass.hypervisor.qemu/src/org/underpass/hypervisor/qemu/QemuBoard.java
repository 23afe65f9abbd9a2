package org.underpass.hypervisor.qemu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.profile.KernelIrqchip;
import org.underpass.profile.Machine;
import org.underpass.profile.MachineType;
import org.underpass.profile.VirtualIommu;

/** Mainboard, firmware, IOMMU and PCIe root ports. */
public final class QemuBoard {
    private QemuBoard() {
    }

    /** {@code -name}, {@code -uuid} and {@code -machine}. */
    public static void machine(QemuBuild build, String accelerator) {
        Machine wish = build.profile().machine();
        build.out().add("-name", QemuProps.of().with("guest", build.profile().name()).with("debug-threads", true));
        build.out().plain("-uuid", build.machine().uuid().toString());
        QemuProps machine = QemuProps.of().with("type", type(build.machine().board())).with("accel", accelerator);
        if (accelerator.equals("kvm")) {
            boolean split = wish.iommu() == VirtualIommu.INTEL && wish.kernelIrqchip().isEmpty();
            wish.kernelIrqchip().map(KernelIrqchip::word)
                    .ifPresentOrElse(chip -> machine.with("kernel-irqchip", chip),
                            () -> {
                                if (split) {
                                    machine.with("kernel-irqchip", "split");
                                }
                            });
        }
        if (build.firmware().smm()) {
            machine.with("smm", true);
        }
        machine.with("vmport", false).with("memory-backend", "ram");
        build.out().add("-machine", machine);
        build.out().flag("-nodefaults").flag("-no-user-config");
        if (build.firmware().smm()) {
            build.out().add("-global", QemuProps.of().with("driver", "cfi.pflash01").with("property", "secure")
                    .with("value", true));
        }
    }

    private static String type(MachineType board) {
        return switch (board) {
            case Q35 -> "q35";
            case I440FX -> "pc";
        };
    }

    /** The clock. */
    public static void clock(QemuBuild build) {
        boolean local = build.profile().machine().clock().map(c -> c.word().equals("localtime"))
                .orElse(build.machine().windows());
        build.out().add("-rtc", QemuProps.of().with("base", local ? "localtime" : "utc").with("driftfix", "slew"));
    }

    /**
     * The firmware as flash, from files of the host.
     *
     * @param throwaway whether the variable store is a copy on write of the template that vanishes with the guest
     */
    public static void firmware(QemuBuild build, boolean throwaway) {
        var firmware = build.firmware();
        if (firmware.code().isEmpty()) {
            return;
        }
        boolean flash = firmware.type().word().equals("uefi");
        if (!flash) {
            build.out().plain("-bios", firmware.code().get());
            return;
        }
        build.out().add("-drive", QemuProps.of().with("if", "pflash").with("unit", 0)
                .with("format", firmware.codeFormat()).with("readonly", true).with("file", firmware.code().get()));
        if (throwaway && firmware.template().isPresent()) {
            build.out().add("-drive", QemuProps.of().with("if", "pflash").with("unit", 1)
                    .with("format", firmware.varsFormat()).with("snapshot", true)
                    .with("file", firmware.template().get()));
        } else if (!throwaway && firmware.vars().isPresent()) {
            build.out().add("-drive", QemuProps.of().with("if", "pflash").with("unit", 1)
                    .with("format", firmware.varsFormat()).with("file", firmware.vars().get()));
        }
        build.profile().firmware().mmio64Window().ifPresent(bytes -> build.out().add("-fw_cfg",
                QemuProps.of().with("name", "opt/ovmf/X-PciMmio64Mb").with("string", Long.toString(bytes >> 20))));
    }

    /** The IOMMU that the guest sees. Before all other devices, as QEMU wants it. */
    public static void iommu(QemuBuild build) {
        VirtualIommu iommu = build.profile().machine().iommu();
        if (iommu == VirtualIommu.NONE) {
            return;
        }
        if (!build.machine().slots().express()) {
            build.report().warn("iommu", "machine.iommu", "the guest gets no IOMMU", "i440fx has none");
            return;
        }
        switch (iommu) {
            case INTEL -> build.out().device(QemuProps.of("intel-iommu").with("id", "iommu0").with("intremap", true)
                    .with("caching-mode", true));
            case AMD -> {
                build.out().device(QemuProps.of("amd-iommu").with("id", "iommu0").with("intremap", true));
                if (!build.machine().passed().isEmpty()) {
                    build.report().warn("iommu", "machine.iommu",
                            "devices that are given away may not work behind an emulated AMD IOMMU",
                            "QEMU's AMD IOMMU does not tell VFIO what the guest maps, except in its newest versions");
                }
            }
            case VIRTIO -> build.out().device(build.at(QemuProps.of("virtio-iommu-pci").with("id", "iommu0"),
                    "viommu"));
            case NONE -> throw new AssertionError(iommu);
        }
    }

    /** One PCIe root port for each device that is given away, on Q35. */
    public static void ports(QemuBuild build) {
        for (int port = 1; build.machine().slots().express() && port <= build.machine().slots().ports(); port++) {
            GuestSlot slot = build.machine().slots().portSlot(port);
            build.out().device(build.at(QemuProps.of("pcie-root-port").with("id", "port" + port)
                    .with("chassis", port).with("slot", port), slot));
        }
    }

    /** An ordered map of three or fewer entries for JSON options. */
    static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
