package org.underpass.host.machines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An AMD desktop that was set up well: the processor's graphics for the host, an NVIDIA card for guests. */
class Workstation extends SimulatedMachine {

    private static final String FLAGS = ""
            + "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse "
            + "sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm constant_tsc rep_good nopl nonstop_tsc "
            + "cpuid extd_apicid aperfmperf rapl pni pclmulqdq monitor ssse3 fma cx16 sse4_1 sse4_2 x2apic "
            + "movbe popcnt aes xsave avx f16c rdrand lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a "
            + "misalignsse 3dnowprefetch osvw topoext ssbd mba ibrs ibpb stibp vmmcall fsgsbase bmi1 avx2 smep "
            + "bmi2 invpcid npt lbrv svm_lock nrip_save tsc_scale vmcb_clean flushbyasid decodeassists avic "
            + "umip";

    @Override
    String name() {
        return "workstation";
    }

    @Override
    String remark() {
        return """
                A simulated AMD desktop (Ryzen 7000, X670E) on Debian 12, set up well: the processor's graphics
                belongs to the host, the NVIDIA card in the first slot is bound to vfio-pci and alone in its group.
                Made by org.underpass.host.machines.Workstation; change it there.""";
    }

    @Override
    void describe() {
        unit("ivhd0", "DMA-FQ");
        root();
        graphicsCard();
        Part disk = disk();
        chipset();
        Part host = processorDevices();
        screens(host);
        nvmeRoot(disk);
        system();
        iommu();
    }

    /** The card's functions as they are when the machine is up. */
    void card(Part graphics, Part audio) {
        graphics.driver("vfio-pci").override("vfio-pci").bootVga(false);
        audio.driver("vfio-pci").override("vfio-pci");
    }

    /** What draws. */
    void screens(Part processor) {
        processor.bootVga(true);
        display(processor, "amdgpu", 0, connectors("DP-1", true, "HDMI-A-1", false), true);
    }

    /** Lines of the kernel's log and modules that come from binding the card. */
    List<String> cardLog() {
        return List.of("[    1.204311] vfio_pci: add [10de:2484[ffffffff:ffffffff]] class 0x000000/00000000");
    }

    List<String> cardModules() {
        return List.of("vfio_pci 16384 0", "vfio_pci_core 86016 1 vfio_pci,", "vfio_iommu_type1 45056 0",
                "vfio 45056 3 vfio_pci_core,vfio_iommu_type1,");
    }

    String modprobe() {
        return """
                # The NVIDIA card is bound by address through driver_override, not by its ids.
                softdep nouveau pre: vfio-pci
                softdep snd_hda_intel pre: vfio-pci
                """;
    }

    private void root() {
        add(new Part("00:00.0", 0x1022, 0x14d8, 0x060000).sub(0x1043, 0x8877).multi().group(0).conventional());
        add(new Part("00:00.2", 0x1022, 0x14d9, 0x080600).sub(0x1043, 0x8877).multi().conventional());
        add(new Part("00:01.0", 0x1022, 0x14da, 0x060000).multi().group(1).conventional());
        add(new Part("00:02.0", 0x1022, 0x14da, 0x060000).multi().group(4).conventional());
        add(new Part("00:08.0", 0x1022, 0x14da, 0x060000).multi().group(8).conventional());
        add(new Part("00:14.0", 0x1022, 0x790b, 0x0c0500).sub(0x1043, 0x8877).rev(0x71).multi().group(11)
                .conventional().driver("piix4_smbus"));
        add(new Part("00:14.3", 0x1022, 0x790e, 0x060100).sub(0x1043, 0x8877).rev(0x51).multi().group(11)
                .conventional());
        for (int function = 0; function < 8; function++) {
            add(new Part("00:18." + function, 0x1022, 0x14e0 + function, 0x060000).multi().group(12).conventional()
                    .driver(function == 3 ? "k10temp" : ""));
        }
    }

    private Part rootPort(String address, int device, int bus, int last, int group, int generation, int lanes,
            int now) {
        return add(new Part(address, 0x1022, device, 0x060400).multi().bridge(bus, last).group(group)
                .driver("pcieport").link(generation, lanes, now, lanes)
                .config(c -> c.power(true).express(ConfigBytes.ROOT_PORT, false, generation, lanes, now, lanes)
                        .msi(true).bridgeSubsystem(0x1022, 0x1453).errors().acs(0x5f, 0x1d)));
    }

    private void graphicsCard() {
        Part port = rootPort("00:01.1", 0x14db, 1, 1, 2, 5, 16, 4);
        Part graphics = add(new Part("01:00.0", 0x10de, 0x2484, 0x030000).below(port).sub(0x1043, 0x87c1).rev(0xa1).multi()
                .group(13).reset("flr bus").link(4, 16, 1, 16)
                .label("PCIEX16_1").attribute("resource1_resize", "00000000000001c0")
                .memory(0, 0xf5000000L, 0x1000000L, "").memory64(1, 0xfc00000000L, 0x10000000L, true, "")
                .memory64(3, 0xfc10000000L, 0x2000000L, true, "").io(5, 0xf000, 0x80)
                .romBar(0xf6000000L, 0x80000, rom(0x10de, 0x2484, 0x030000, true))
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, true, 4, 16, 1, 16)
                        .errors().serial(0x48b02dfe12a4c037L).resizable(1, 0x1c0, 8)));
        Part audio = add(new Part("01:00.1", 0x10de, 0x228b, 0x040300).below(port).sub(0x1043, 0x87c1).rev(0xa1).multi().group(13)
                .link(4, 16, 1, 16).supplier("01:00.0")
                .memory(0, 0xf6080000L, 0x4000, "")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, false, 4, 16, 1, 16).errors()));
        card(graphics, audio);
    }

    private Part disk() {
        Part port = rootPort("00:01.2", 0x14db, 2, 2, 3, 5, 4, 4);
        return add(new Part("02:00.0", 0x144d, 0xa80c, 0x010802).below(port).sub(0x144d, 0xa801).group(14)
                .reset("flr bus").link(4, 4).label("M2_1").memory64(0, 0xf6500000L, 0x4000, false, "nvme")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, true, 4, 4, 4, 4)
                        .msix(130, 0, 0x2000).errors().serial(0x0025384331408e7cL)));
    }

    /** The X670 chipset: a switch with the network card, SATA and USB behind it. */
    private void chipset() {
        Part port = rootPort("00:02.1", 0x14db, 3, 6, 5, 4, 4, 4);
        Part up = add(new Part("03:00.0", 0x1022, 0x43f4, 0x060400).below(port).rev(1).bridge(4, 6).group(15)
                .driver("pcieport").link(4, 4).config(c -> c.power(true)
                        .express(ConfigBytes.UPSTREAM, false, 4, 4, 4, 4).errors()));
        Part first = downstream(up, "04:00.0", 5, 16, 1, 2);
        Part second = downstream(up, "04:0c.0", 6, 17, 4, 4);
        Part network = add(new Part("05:00.0", 0x8086, 0x15f3, 0x020000).below(first).sub(0x1043, 0x87d2).rev(3)
                .group(18).driver("igc").reset("flr bus").link(2, 1).label("Onboard LAN")
                .memory(0, 0xf6200000L, 0x100000, "igc").memory(3, 0xf6300000L, 0x4000, "igc")
                .config(c -> c.power(true).msi(false).msix(5, 3, 0)
                        .express(ConfigBytes.ENDPOINT, true, 2, 1, 2, 1).errors().serial(0x581122ffff8a1c42L)));
        route(network, "enp5s0");
        Part usb = add(new Part("06:00.0", 0x1022, 0x43f7, 0x0c0330).below(second).sub(0x1b21, 0x1142).rev(1).group(19)
                .driver("xhci_hcd").reset("bus").link(4, 4).memory64(0, 0xf6400000L, 0x8000, false, "xhci-hcd")
                .config(c -> c.msi(true).power(true).express(ConfigBytes.ENDPOINT, false, 4, 4, 4, 4).errors()));
        keyboard(usb, 4);
    }

    private Part downstream(Part above, String address, int bus, int group, int generation, int lanes) {
        return add(new Part(address, 0x1022, 0x43f5, 0x060400).below(above).rev(1).bridge(bus).group(group)
                .driver("pcieport").link(4, lanes, generation, lanes).config(c -> c.power(true)
                        .express(ConfigBytes.DOWNSTREAM, false, 4, lanes, generation, lanes).errors().acs(0x5f, 0x1d)));
    }

    private Part processorDevices() {
        Part port = rootPort("00:08.1", 0x14dd, 0x10, 0x10, 9, 4, 16, 4);
        Part graphics = add(inner(port, "10:00.0", 0x1002, 0x164e, 0x030000, 20).rev(0xc2).driver("amdgpu")
                .reset("bus").memory64(0, 0xfc20000000L, 0x10000000L, true, "")
                .memory64(2, 0xfc30000000L, 0x200000, true, "").memory(5, 0xf6c00000L, 0x80000, ""));
        add(inner(port, "10:00.1", 0x1002, 0x1640, 0x040300, 21).driver("snd_hda_intel").supplier("10:00.0")
                .memory(0, 0xf6c88000L, 0x4000, "ICH HD audio"));
        add(inner(port, "10:00.2", 0x1022, 0x1649, 0x108000, 22).driver("ccp").memory(2, 0xf6b00000L, 0x100000, "ccp"));
        Part usb = add(inner(port, "10:00.3", 0x1022, 0x15b6, 0x0c0330, 23).driver("xhci_hcd")
                .memory64(0, 0xf6a00000L, 0x100000, false, "xhci-hcd"));
        keyboard(usb.directory() + "/usb3/3-1/3-1:1.0/0003:046D:C534.0002/input/input6", 6, "Logitech USB Receiver");
        add(inner(port, "10:00.4", 0x1022, 0x15b7, 0x0c0330, 24).driver("xhci_hcd")
                .memory64(0, 0xf6900000L, 0x100000, false, "xhci-hcd"));
        add(inner(port, "10:00.6", 0x1022, 0x15e3, 0x040300, 25).driver("snd_hda_intel")
                .memory(0, 0xf6c80000L, 0x8000, "ICH HD audio"));
        Part last = rootPort("00:08.3", 0x14dd, 0x11, 0x11, 10, 4, 16, 4);
        add(new Part("11:00.0", 0x1022, 0x15b8, 0x0c0330).below(last).sub(0x1043, 0x8877).group(26).driver("xhci_hcd")
                .reset("bus").link(4, 16).memory64(0, 0xf6d00000L, 0x100000, false, "xhci-hcd")
                .config(c -> c.power(true).express(ConfigBytes.ENDPOINT, false, 4, 16, 4, 16).msi(false).errors()));
        return graphics;
    }

    /** The processor's own functions have an access control capability without any service: they keep apart. */
    private static Part inner(Part port, String address, int vendor, int device, int classCode, int group) {
        return new Part(address, vendor, device, classCode).below(port).sub(0x1043, 0x8877).multi().group(group)
                .link(4, 16)
                .config(c -> c.power(true).express(ConfigBytes.ENDPOINT, false, 4, 16, 4, 16).msi(true).errors()
                        .acs(0, 0));
    }

    private void system() {
        dmi("ASUS", "System Product Name", "ASUSTeK COMPUTER INC.", "ProArt X670E-CREATOR WIFI", 3);
        processors("AuthenticAMD", "AMD Ryzen 7 7700X 8-Core Processor", 8, 48, FLAGS);
        memory(65_000_000, 42_000_000, 8192, 8192);
        kernel("6.1.0-25-amd64",
                "BOOT_IMAGE=/boot/vmlinuz-6.1.0-25-amd64 root=UUID=5c1b9b0e-6c3a-4c39-9a2c-6f1d6f6f4f57 ro quiet",
                List.of("CONFIG_AMD_IOMMU=y", "CONFIG_INTEL_IOMMU=y", "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set",
                        "CONFIG_IRQ_REMAP=y", "CONFIG_IOMMU_DEFAULT_DMA_LAZY=y", "CONFIG_VFIO=m", "CONFIG_VFIO_PCI=m",
                        "CONFIG_VFIO_PCI_VGA=y", "CONFIG_VFIO_PCI_IGD=y", "CONFIG_VFIO_IOMMU_TYPE1=m",
                        "CONFIG_VFIO_VIRQFD=y", "CONFIG_KVM_AMD=m", "CONFIG_DRM_AMDGPU=m", "CONFIG_DRM_NOUVEAU=m",
                        "# CONFIG_SYSFB_SIMPLEFB is not set", "CONFIG_FB_EFI=y", "CONFIG_KALLSYMS=y",
                        "CONFIG_HUGETLBFS=y", "CONFIG_XEN_PCIDEV_BACKEND=m", "CONFIG_STRICT_DEVMEM=y",
                        "CONFIG_IO_STRICT_DEVMEM=y"),
                List.of("kernel/drivers/iommu/amd/amd_iommu_v2.ko", "kernel/drivers/pci/pcie/pcieportdrv.ko",
                        "kernel/drivers/video/fbdev/efifb.ko"),
                log("[    0.000000] Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org)",
                        "[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.1.0-25-amd64 "
                                + "root=UUID=5c1b9b0e-6c3a-4c39-9a2c-6f1d6f6f4f57 ro quiet",
                        "[    0.412086] iommu: Default domain type: Translated",
                        "[    0.412087] iommu: DMA domain TLB invalidation policy: lazy mode",
                        "[    0.455011] pci 0000:00:00.2: AMD-Vi: IOMMU performance counters supported",
                        "[    0.456720] AMD-Vi: Extended features (0x246577efa2254afa, 0x0): PPR NX GT [5] IA GA PC "
                                + "GA_vAPIC",
                        "[    0.456731] AMD-Vi: Interrupt remapping enabled"));
        List<String> modules = new ArrayList<>(cardModules());
        modules.addAll(List.of("kvm_amd 184320 0", "kvm 1142784 1 kvm_amd,", "amdgpu 9891840 12",
                "snd_hda_intel 57344 2", "nvme 57344 3", "igc 172032 0", "xhci_pci 24576 0"));
        modules(modules.toArray(String[]::new));
        tree.line("sys/module/kvm_amd/parameters/nested", "1");
        tree.line("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N");
        tree.text("etc/modprobe.d/vfio.conf", modprobe());
        tree.text("etc/security/limits.d/kvm.conf", "* - memlock unlimited");
        tree.text("underpass/programs", """
                qemu-system-x86_64 7.2.13
                libvirtd 9.0.0
                xl 4.17.3
                """);
        tree.rawLink("etc/systemd/system/multi-user.target.wants/ssh.service",
                "../../../../lib/systemd/system/ssh.service");
        tree.line("lib/systemd/system/ssh.service", "[Unit]");
        tree.text("etc/libvirt/qemu.conf", "#user = \"libvirt-qemu\"");
        tree.directory("etc/libvirt/hooks");
        tree.directory("sys/bus/platform/devices");
        tree.directory("sys/bus/pci/slots");
        firmware();
        ioMemory(0xca000000L, 0x10_2e00_0000L,
                List.of(new long[] {0xf0000000L, 0xfbffffffL}, new long[] {0xfc00000000L, 0xffffffffffL}), Map.of());
    }

    private List<String> log(String... common) {
        List<String> lines = new ArrayList<>(List.of(common));
        lines.addAll(cardLog());
        return lines;
    }

    private void iommu() {
        tree.line("sys/devices/virtual/iommu/ivhd0/amd-iommu/cap", "190b640f");
        tree.line("sys/devices/virtual/iommu/ivhd0/amd-iommu/features", "0:246577efa2254afa");
        ByteBuffer body = ByteBuffer.allocate(12 + 40 + 2 * 4 + 2 * 8).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0x00203043).putLong(0);
        body.put((byte) 0x11).put((byte) 0xb0).putShort((short) 64).putShort((short) 0x0002).putShort((short) 0x40);
        body.putLong(0xf6e80000L).putShort((short) 0).putShort((short) 0).putInt(0x00048000);
        body.putLong(0x246577efa2254afaL).putLong(0);
        for (int[] entry : new int[][] {{3, 0x0003}, {4, 0xffff}}) {
            body.put((byte) entry[0]).putShort((short) entry[1]).put((byte) 0);
        }
        special(body, 0x21, 0x00a0, 1);
        special(body, 0x22, 0x0001, 1);
        table("IVRS", acpi("IVRS", 2, body.array()));
        table("FACP", acpi("FACP", 6, new byte[240]));
        table("MCFG", acpi("MCFG", 1, new byte[24]));
    }

    /** An IOAPIC of the IVRS: its handle and the requester id that its interrupts carry. */
    private static void special(ByteBuffer body, int handle, int requester, int kind) {
        body.put((byte) 0x48).putShort((short) 0).put((byte) 0).put((byte) handle).putShort((short) requester)
                .put((byte) kind);
    }
}
