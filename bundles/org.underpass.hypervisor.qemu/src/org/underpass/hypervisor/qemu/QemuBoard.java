package org.underpass.hypervisor.qemu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.underpass.hypervisor.machine.GuestSlots;
import org.underpass.profile.BridgeModel;
import org.underpass.profile.IommuOptions;
import org.underpass.profile.KernelIrqchip;
import org.underpass.profile.Machine;
import org.underpass.profile.MachineType;
import org.underpass.profile.PciBridge;
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
            boolean split = wish.iommu() == VirtualIommu.INTEL && wish.kernelIrqchip().isEmpty()
                    && wish.iommuOptions().interruptRemapping().orElse(true);
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
        machine.with("vmport", false);
        if (wish.numa().isEmpty() || accelerator.equals("tcg")) {
            machine.with("memory-backend", "ram");
        }
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

    /**
     * The IOMMU that the guest sees. Before all other devices, as QEMU wants it.
     *
     * @param kvm whether KVM runs the guest
     */
    public static void iommu(QemuBuild build, boolean kvm) {
        VirtualIommu iommu = build.profile().machine().iommu();
        IommuOptions wish = build.profile().machine().iommuOptions();
        if (iommu != VirtualIommu.INTEL && (wish.cachingMode().isPresent() || wish.extendedInterrupts().isPresent()
                || wish.addressWidth().isPresent() || wish.dmaTranslation().isPresent()
                || iommu != VirtualIommu.AMD && (wish.interruptRemapping().isPresent()
                        || wish.deviceTlb().isPresent()))) {
            build.report().warn("iommu-options", "machine.iommuOptions", "settings of another IOMMU are not used",
                    iommu == VirtualIommu.NONE ? "the guest has no IOMMU" : "the guest's IOMMU is "
                            + iommu.word());
        }
        if (iommu != VirtualIommu.VIRTIO && wish.guestAddress().isPresent()) {
            build.report().warn("iommu-options", "machine.iommuOptions.guestAddress", "its place is not used",
                    "a virtio-iommu alone is a PCI device that can be placed");
        }
        if (iommu == VirtualIommu.NONE) {
            return;
        }
        if (!build.machine().slots().express()) {
            build.report().warn("iommu", "machine.iommu", "the guest gets no IOMMU", "i440fx has none");
            return;
        }
        switch (iommu) {
            case INTEL -> intel(build, build.profile().machine().iommuOptions(), kvm);
            case AMD -> {
                IommuOptions options = build.profile().machine().iommuOptions();
                QemuProps amd = QemuProps.of("amd-iommu").with("id", "iommu0").with("intremap",
                        options.interruptRemapping().orElse(true));
                options.deviceTlb().ifPresent(on -> amd.with("device-iotlb", on));
                build.out().device(amd);
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

    private static void intel(QemuBuild build, IommuOptions options, boolean kvm) {
        QemuProps device = QemuProps.of("intel-iommu").with("id", "iommu0")
                .with("intremap", options.interruptRemapping().orElse(true))
                .with("caching-mode", options.cachingMode().orElse(true));
        options.extendedInterrupts().ifPresent(on -> {
            if (kvm || !on) {
                device.with("eim", on);
            } else {
                build.report().warn("iommu-options", "machine.iommuOptions.extendedInterrupts",
                        "the guest has no x2APIC ids above 255", "QEMU has them under KVM only");
            }
        });
        options.deviceTlb().ifPresent(on -> device.with("device-iotlb", on));
        options.addressWidth().ifPresent(bits -> device.with("aw-bits", bits));
        options.dmaTranslation().ifPresent(on -> {
            if (on || build.has(8, 0, "an IOMMU that leaves DMA alone", "machine.iommuOptions.dmaTranslation",
                    "it translates DMA too")) {
                device.with("dma-translation", on);
            }
        });
        build.out().device(device);
    }

    /**
     * The ports and bridges that the profile fixes, else one PCIe root port for each device given away, on Q35.
     *
     * @param nodes whether the guest has the NUMA nodes that the profile gives it
     */
    public static void ports(QemuBuild build, boolean nodes) {
        build.profile().machine().pci().hole64().ifPresent(bytes -> build.out().add("-global", QemuProps.of().with(
                (build.machine().slots().express() ? "q35" : "i440FX") + "-pcihost.pci-hole64-size", bytes)));
        for (GuestSlots.Bridge bridge : build.machine().slots().bridges()) {
            if (bridge.entry().isPresent()) {
                build.out().device(fixed(build, bridge, bridge.entry().get(), nodes));
            } else {
                build.out().device(build.at(QemuProps.of("pcie-root-port").with("id", bridge.id())
                        .with("chassis", bridge.bus()).with("slot", bridge.bus()), bridge.slot()));
            }
        }
    }

    private static QemuProps fixed(QemuBuild build, GuestSlots.Bridge bridge, PciBridge entry,
            boolean nodes) {
        BridgeModel model = entry.model().orElse(BridgeModel.PCIE_ROOT_PORT);
        BridgeModel other = build.machine().slots().express() ? BridgeModel.PXB : BridgeModel.PXB_PCIE;
        if (model == other) {
            model = other == BridgeModel.PXB ? BridgeModel.PXB_PCIE : BridgeModel.PXB;
            build.report().warn("bridge", entry.path() + ".model", "the expander is a " + model.word(),
                    "the mainboard has no place for a " + other.word());
        }
        QemuProps device = QemuProps.of(model.word()).with("id", bridge.id());
        int chassis = entry.chassis().orElse(bridge.bus());
        switch (model) {
            case PCIE_ROOT_PORT, IOH3420, DOWNSTREAM -> device.with("port", entry.port().orElse(0))
                    .with("chassis", chassis);
            case PCI_BRIDGE -> device.with("chassis_nr", chassis);
            case PXB, PXB_PCIE -> {
                entry.firstBus().ifPresent(number -> device.with("bus_nr", number));
                if (nodes && entry.guestNode().isPresent()) {
                    device.with("numa_node", entry.guestNode().getAsInt());
                }
            }
            case UPSTREAM, DMI_TO_PCI, PCIE_TO_PCI -> { }
        }
        boolean expander = model == BridgeModel.PXB || model == BridgeModel.PXB_PCIE;
        if (!expander && (entry.firstBus().isPresent() || entry.guestNode().isPresent())) {
            build.report().warn("bridge", entry.path() + (entry.firstBus().isPresent() ? ".firstBus" : ".guestNode"),
                    "it is left out", "expanders alone have bus numbers and a NUMA node of their own");
        }
        if (entry.hotplug().isPresent()) {
            if (model == BridgeModel.PCIE_ROOT_PORT || model == BridgeModel.DOWNSTREAM) {
                device.with("hotplug", entry.hotplug().get());
            } else {
                build.report().warn("bridge", entry.path() + ".hotplug", "whether devices can be plugged in is left to "
                        + "the bridge", "QEMU has no such switch for its " + model.word());
            }
        }
        return build.at(device, bridge.slot());
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
