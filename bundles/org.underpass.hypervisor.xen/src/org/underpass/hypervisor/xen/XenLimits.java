package org.underpass.hypervisor.xen;

import java.util.List;
import org.underpass.host.Fact;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.Report;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.MachineType;
import org.underpass.spi.Evidence;
import org.underpass.spi.Severity;

/** What an HVM guest of Xen cannot have as the profile says. */
final class XenLimits {
    private static final long BELOW_DEVICES = 3584;
    private static final String MEMORY = "Xen allocates guest memory itself, from the nodes of the guest's processors";
    private static final String QEMU = "it is an option of QEMU's own machines";
    private static final String NO_WORD = "xl.cfg has no word for it";
    private static final String DEVICE = "Xen's device model takes no such setting for a device";

    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("machine.hugepages", "guest memory is laid out by Xen", MEMORY),
            new LeftOut("machine.numaNode", "guest memory comes from where its processors are pinned", MEMORY),
            new LeftOut("machine.hostNodes", "guest memory comes from where its processors are pinned", MEMORY),
            new LeftOut("machine.memoryPolicy", "guest memory comes from where its processors are pinned", MEMORY),
            new LeftOut("machine.numa", "the guest sees one NUMA node", MEMORY),
            new LeftOut("machine.iommuOptions", "the guest sees no IOMMU", "Xen gives HVM guests none"),
            new LeftOut("machine.pci", "the guest's PCI devices sit where Xen's device model puts them", QEMU),
            new LeftOut("disks[].guestAddress", "drives sit where Xen puts them", NO_WORD),
            new LeftOut("disks[].behindIommu", "the guest sees no IOMMU", "Xen gives HVM guests none"),
            new LeftOut("network[].guestAddress", "network cards sit where Xen puts them", NO_WORD),
            new LeftOut("network[].behindIommu", "the guest sees no IOMMU", "Xen gives HVM guests none"),
            new LeftOut("machine.memoryLocked", "guest memory is always resident", MEMORY),
            new LeftOut("machine.sharedMemory", "guest memory is not shared with other programs", MEMORY),
            new LeftOut("machine.balloon", "the guest keeps all its memory",
                    "a guest with a device of its own cannot be populated on demand"),
            new LeftOut("machine.kernelIrqchip", "Xen imitates the interrupt controllers", QEMU),
            new LeftOut("machine.iommu", "the guest sees no IOMMU", "Xen gives HVM guests none"),
            new LeftOut("machine.iommufd", "devices go through xen-pciback", QEMU),
            new LeftOut("firmware.vars", "firmware variables vanish with the guest",
                    "Xen 4.17 keeps none for HVM guests"),
            new LeftOut("firmware.tpm", "the guest has no TPM", "Xen 4.17 has none for HVM guests"),
            new LeftOut("firmware.mmio64Window", "Xen chooses the window for 64-bit BARs", NO_WORD),
            new LeftOut("cpu.sockets", "the guest sees a plain row of processors", NO_WORD),
            new LeftOut("cpu.dies", "the guest sees a plain row of processors", NO_WORD),
            new LeftOut("cpu.cores", "the guest sees a plain row of processors", NO_WORD),
            new LeftOut("cpu.threads", "the guest sees a plain row of processors", NO_WORD),
            new LeftOut("cpu.emulatorPinning", "the device model runs wherever dom0 does", NO_WORD),
            new LeftOut("cpu.ioThreadPinning", "there is no I/O thread", NO_WORD),
            new LeftOut("cpu.vendorId", "the guest sees Xen's Hyper-V vendor id", NO_WORD),
            new LeftOut("cpu.physBits", "the guest has as many address bits as the host", NO_WORD),
            new LeftOut("devices[].rom", "the guest sees the card's own ROM", DEVICE),
            new LeftOut("devices[].driver", "xen-pciback gives the card away", "VFIO plays no part under Xen"),
            new LeftOut("devices[].resizableBar", "the BARs keep the size that firmware gave them", DEVICE),
            new LeftOut("devices[].guestIds", "the guest sees the card's own ids", DEVICE),
            new LeftOut("devices[].igd.legacyMode", "Intel graphics are given away as gfx_passthru does", DEVICE),
            new LeftOut("devices[].igd.stolenMemory", "Intel graphics are given away as gfx_passthru does", DEVICE),
            new LeftOut("devices[].igd.opRegion", "Intel graphics are given away as gfx_passthru does", DEVICE),
            new LeftOut("display.guest.outputs", "the adapter has one screen", NO_WORD),
            new LeftOut("display.guest.width", "the guest chooses the size of the picture", NO_WORD),
            new LeftOut("display.guest.height", "the guest chooses the size of the picture", NO_WORD),
            new LeftOut("display.guest.lookingGlass", "the guest has no shared memory for Looking Glass", NO_WORD),
            new LeftOut("disks[].cache", "drives are cached as Xen's toolstack decides", NO_WORD),
            new LeftOut("disks[].serial", "the guest sees no serial number of the drive", NO_WORD),
            new LeftOut("disks[].size", "the image has to be there: make it with qemu-img",
                    "xl starts the guest itself, and makes no images"),
            new LeftOut("usb", "attach USB devices with xl usbdev-attach when the guest runs",
                    "xl.cfg names them by a bus and address that change with each plugging"),
            new LeftOut("evdev", "inputs of the host are not shared", NO_WORD),
            new LeftOut("sound.backend", "the device model chooses where its sound goes", NO_WORD),
            new LeftOut("preparation.hugepages", "no huge pages are reserved", MEMORY),
            new LeftOut("preparation.initramfs", "the initramfs is left alone",
                    "xen-pciback takes the devices through a kernel argument"),
            new LeftOut("preparation.unsafeInterrupts", "Xen decides about interrupt remapping by itself", NO_WORD),
            new LeftOut("raw.qemu", "further options for QEMU are not used", QEMU));

    private XenLimits() {
    }

    static void report(GuestMachine machine, Report report) {
        LeftOut.report(LEFT_OUT, machine.profile(), report);
        if (machine.profile().machine().type().filter(t -> t == MachineType.Q35).isPresent()) {
            report.warn("board", "machine.type", "the mainboard is i440fx", "HVM guests of Xen have no other");
        }
        if (machine.profile().firmware().secureBoot().orElse(false)) {
            report.refuse("secure-boot", "firmware.secureBoot", "the guest cannot enforce Secure Boot",
                    "Xen 4.17 keeps no firmware variables for HVM guests, so there are no keys to check against");
        }
        machine.profile().cpu().model().filter(m -> !m.startsWith("host")).ifPresent(m -> report.warn("cpu-model",
                "cpu.model", "the guest sees the host's processor", "xl.cfg has masks of features, not models"));
        for (int i = 0; i < machine.profile().devices().size(); i++) {
            String path = "devices[" + i + "].mdev";
            machine.profile().devices().get(i).mdev().ifPresent(mdev -> report.refuse("mdev", path,
                    "a mediated device cannot be given away", "they are made for VFIO, which plays no part under Xen"));
        }
        memory(machine, report);
        host(machine, report);
    }

    private static void memory(GuestMachine machine, Report report) {
        boolean graphics = machine.passed().stream().flatMap(d -> d.functions().stream())
                .anyMatch(f -> f.host().pci().isDisplay());
        if (graphics && machine.memoryMebibytes() > BELOW_DEVICES) {
            report.warn("memory", "machine.memory", "the guest may crash when the card's driver starts: it has "
                    + machine.memoryMebibytes() + " MiB, more than " + BELOW_DEVICES,
                    "Xen's device model may place guest memory where the card's BARs are (qubes-issues#4321)");
        }
        if (machine.profile().firmware().type().orElse(FirmwareType.UEFI) == FirmwareType.UEFI
                && machine.profile().firmware().code().isEmpty()) {
            report.info("firmware", "firmware.type", "the guest starts with the OVMF that Xen brings",
                    "xl finds it among Xen's own files; descriptors of QEMU play no part");
        }
    }

    private static void host(GuestMachine machine, Report report) {
        Fact<Boolean> dom0 = machine.host().programs().isXenControlDomain();
        if (!dom0.orElse(true)) {
            report.host(Severity.INFO, "host", "host", "the host does not run Xen now",
                    "the files are for the same machine with Xen installed", Evidence.of("no control domain", dom0));
        }
    }
}
