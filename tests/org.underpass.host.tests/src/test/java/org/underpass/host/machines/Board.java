package org.underpass.host.machines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** An Intel desktop where much is in the way, and all of it can be put right. */
final class Board extends SimulatedMachine {

    private static final String FLAGS = ""
            + "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush dts acpi mmx "
            + "fxsr sse sse2 ss ht tm pbe syscall nx pdpe1gb rdtscp lm constant_tsc art arch_perfmon rep_good "
            + "nopl nonstop_tsc cpuid aperfmperf pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 sdbg "
            + "fma cx16 sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand lahf_lm abm ept vpid "
            + "fsgsbase";

    @Override
    String name() {
        return "board";
    }

    @Override
    String remark() {
        return """
                A simulated Intel desktop (Coffee Lake, Z390) on which a Radeon RX 5700 XT is to be given away and much
                is in the way: its slot hangs on a processor port without access control, so that it shares its group
                with the disk in the second slot; firmware's picture still holds its memory; its audio function is on
                the host's driver; it is a card that does not come back from a reset by itself.
                Made by org.underpass.host.machines.Board; change it there.""";
    }

    @Override
    void describe() {
        unit("dmar0", "identity");
        add(new Part("00:00.0", 0x8086, 0x3ec2, 0x060000).sub(0x1458, 0x5000).rev(7).group(0).conventional()
                .driver("skl_uncore"));
        Part first = processorPort("00:01.0", 0x1901, 1, 3, 8);
        Part second = processorPort("00:01.1", 0x1905, 4, 4, 8);
        Part host = add(new Part("00:02.0", 0x8086, 0x3e92, 0x038000).sub(0x1458, 0xd000).group(2).driver("i915")
                .reset("flr").memory64(0, 0x4010000000L, 0x1000000L, false, "")
                .memory64(2, 0x4000000000L, 0x10000000L, true, "").io(4, 0x4000, 0x40)
                .config(c -> c.express(ConfigBytes.INTEGRATED, true, 0, 0, 0, 0).msi(true).power(false)));
        card(first);
        Part disk = add(new Part("04:00.0", 0x144d, 0xa808, 0x010802).below(second).sub(0x144d, 0xa801).group(1)
                .reset("flr bus").link(3, 4).label("PCIEX8").memory64(0, 0xa1000000L, 0x4000, false, "nvme")
                .config(c -> c.power(true).msi(false).msix(33, 0, 0x3000)
                        .express(ConfigBytes.ENDPOINT, true, 3, 4, 3, 4).errors().serial(0x0025385981b0c2a7L)));
        nvmeRoot(disk);
        chipset();
        display(host, "i915", 0, connectors("DP-1", true, "HDMI-A-1", false), false);
        system();
        tables();
    }

    /** Ports of desktop processors have no access control services. */
    private Part processorPort(String address, int device, int bus, int last, int lanes) {
        return add(new Part(address, 0x8086, device, 0x060400).rev(7).multi().bridge(bus, last).group(1)
                .driver("pcieport")
                .link(3, lanes).config(c -> c.bridgeSubsystem(0x1458, 0x5000).power(false).msi(true)
                        .express(ConfigBytes.ROOT_PORT, false, 3, lanes, 3, lanes).errors()));
    }

    /** The card brings a switch of its own. */
    private void card(Part port) {
        Part up = add(new Part("01:00.0", 0x1002, 0x1478, 0x060400).below(port).rev(0xc1).bridge(2, 3).group(1)
                .driver("pcieport").link(4, 8, 3, 8).memory(0, 0xa0200000L, 0x4000, "").config(c -> c.power(true)
                        .express(ConfigBytes.UPSTREAM, false, 4, 8, 3, 8).msi(true).errors()));
        Part down = add(new Part("02:00.0", 0x1002, 0x1479, 0x060400).below(up).bridge(3).group(1).driver("pcieport")
                .link(4, 16).config(c -> c.power(true).express(ConfigBytes.DOWNSTREAM, false, 4, 16, 4, 16).msi(true)
                        .errors().acs(0x5f, 0x1d)));
        add(new Part("03:00.0", 0x1002, 0x731f, 0x030000).below(down).sub(0x1da2, 0xe411).rev(0xc1).multi().group(1)
                .driver("vfio-pci").reset("pm bus").bootVga(true).link(4, 16).label("PCIEX16")
                .attribute("resource0_resize", "0000000000003f00")
                .memory64(0, 0x4020000000L, 0x10000000L, true, "").memory64(2, 0x4030000000L, 0x200000, true, "")
                .io(4, 0x3000, 0x100).memory(5, 0xa0000000L, 0x80000, "").romBar(0xa0080000L, 0x20000, null)
                .config(c -> c.power(false).express(ConfigBytes.ENDPOINT, false, 4, 16, 4, 16).msi(false).errors()
                        .resizable(0, 0x3f00, 8)));
        add(new Part("03:00.1", 0x1002, 0xab38, 0x040300).below(down).sub(0x1002, 0xab38).multi().group(1)
                .driver("snd_hda_intel").link(4, 16).supplier("03:00.0").memory(0, 0xa00a0000L, 0x4000, "ICH HD audio")
                .config(c -> c.power(true).express(ConfigBytes.ENDPOINT, false, 4, 16, 4, 16).msi(true).errors()));
    }

    private Part chipsetPort(String address, int device, int bus, int group, int lanes) {
        return add(new Part(address, 0x8086, device, 0x060400).rev(0xf0).multi().bridge(bus).group(group)
                .driver("pcieport")
                .link(3, lanes, 1, lanes).config(c -> c.express(ConfigBytes.ROOT_PORT, false, 3, lanes, 1, lanes)
                .msi(true)
                        .bridgeSubsystem(0x1458, 0x5001).power(false).errors().acs(0x0f, 0x0d)));
    }

    private void chipset() {
        Part usb = add(new Part("00:14.0", 0x8086, 0xa36d, 0x0c0330).sub(0x1458, 0x5007).rev(0x10).multi().group(3)
                .conventional().driver("xhci_hcd").memory64(0, 0xa1300000L, 0x10000, false, "xhci-hcd")
                .config(c -> c.power(true).msi(true)));
        add(new Part("00:14.2", 0x8086, 0xa36f, 0x050000).sub(0x1458, 0x8888).rev(0x10).multi().group(3).conventional()
                .config(c -> c.power(true)));
        keyboard(usb, 5);
        add(new Part("00:17.0", 0x8086, 0xa352, 0x010601).sub(0x1458, 0xb005).rev(0x10).group(4).conventional()
                .driver("ahci").memory(5, 0xa1315000L, 0x800, "ahci").config(c -> c.msi(true).power(true)));
        Part slot = chipsetPort("00:1b.0", 0xa340, 5, 5, 4);
        Part network = chipsetPort("00:1c.0", 0xa338, 6, 6, 1);
        // Two network cards of one kind: binding by ids would take both.
        add(new Part("05:00.0", 0x8086, 0x1533, 0x020000).below(slot).sub(0x8086, 0x0001).rev(3).group(7).driver("igb")
                .reset("flr bus").link(1, 1).memory(0, 0xa1100000L, 0x80000, "igb").label("PCIEX4")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, true, 1, 1, 1, 1).errors()
                        .serial(0xa0369ffffe4c3c71L)));
        Part card = add(new Part("06:00.0", 0x8086, 0x1533, 0x020000).below(network).sub(0x8086, 0x0001).rev(3).group(8)
                .driver("igb").reset("flr bus").link(1, 1).memory(0, 0xa1200000L, 0x80000, "igb").label("Onboard LAN")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, true, 1, 1, 1, 1).errors()
                        .serial(0xa0369ffffe4c3c70L)));
        route(card, "enp6s0");
        add(new Part("00:1f.0", 0x8086, 0xa305, 0x060100).sub(0x1458, 0x5001).rev(0x10).multi().group(9)
                .conventional());
        add(new Part("00:1f.3", 0x8086, 0xa348, 0x040300).sub(0x1458, 0xa182).rev(0x10).multi().group(9).conventional()
                .driver("snd_hda_intel").memory64(0, 0xa1310000L, 0x4000, false, "ICH HD audio")
                .config(c -> c.power(false).msi(true)));
        add(new Part("00:1f.4", 0x8086, 0xa323, 0x0c0500).sub(0x1458, 0x5001).rev(0x10).multi().group(9).conventional()
                .driver("i801_smbus"));
        add(new Part("00:1f.5", 0x8086, 0xa324, 0x0c8000).rev(0x10).multi().group(9).conventional());
        tree.directory("sys/bus/pci/slots");
    }

    private void system() {
        dmi("Gigabyte Technology Co., Ltd.", "Z390 AORUS PRO", "Gigabyte Technology Co., Ltd.", "Z390 AORUS PRO-CF", 3);
        processors("GenuineIntel", "Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz", 6, 39, FLAGS);
        memory(32_700_000, 21_300_000, 0, 0);
        String line = "BOOT_IMAGE=/boot/vmlinuz-6.8.0-45-generic root=UUID=0e9c7a90-2a63-4f39-9a9a-3a8f2f6d2f11 "
                + "ro quiet splash "
                + "intel_iommu=on amd_iommu=on iommu=pt video=efifb:off vfio-pci.ids=1002:731f,1002:ab38";
        kernel("6.8.0-45-generic", line,
                List.of("CONFIG_AMD_IOMMU=y", "CONFIG_INTEL_IOMMU=y", "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set",
                        "CONFIG_IRQ_REMAP=y", "CONFIG_VFIO=y", "CONFIG_VFIO_PCI=y", "CONFIG_VFIO_PCI_VGA=y",
                        "CONFIG_VFIO_PCI_IGD=y", "CONFIG_DRM_AMDGPU=m", "CONFIG_DRM_I915=m", "CONFIG_SYSFB=y",
                        "CONFIG_SYSFB_SIMPLEFB=y", "CONFIG_DRM_SIMPLEDRM=y", "# CONFIG_FB_EFI is not set",
                        "CONFIG_HUGETLBFS=y", "CONFIG_KALLSYMS=y", "CONFIG_STRICT_DEVMEM=y",
                        "CONFIG_IO_STRICT_DEVMEM=y"),
                List.of("kernel/drivers/vfio/vfio.ko", "kernel/drivers/vfio/pci/vfio-pci.ko",
                        "kernel/drivers/vfio/pci/vfio-pci-core.ko", "kernel/drivers/gpu/drm/tiny/simpledrm.ko"),
                List.of("[    0.000000] Linux version 6.8.0-45-generic (buildd@lcy02-amd64-115)",
                        "[    0.000000] Command line: " + line,
                        "[    0.010221] ACPI: DMAR 0x000000007A2E6F10 000070",
                        "[    0.061120] DMAR: IOMMU enabled",
                        "[    0.148302] DMAR-IR: Enabled IRQ remapping in x2apic mode",
                        "[    0.431007] [drm] Initialized simpledrm 1.0.0 20200625 for simple-framebuffer.0 on minor 0",
                        "[    2.810113] vfio-pci 0000:03:00.0: BAR 0: can't reserve [mem "
                                + "0x4020000000-0x402fffffff 64bit pref]"));
        modules("i915 3928064 6", "snd_hda_intel 61440 3", "igb 323584 0", "kvm_intel 487424 0",
                "kvm 1409024 1 kvm_intel,", "ahci 49152 0");
        tree.line("sys/module/vfio_pci/parameters/disable_idle_d3", "N");
        tree.text("etc/modprobe.d/vfio.conf", """
                options vfio-pci ids=1002:731f,1002:ab38
                blacklist amdgpu
                """);
        tree.text("etc/security/limits.conf", """
                #<domain>      <type>  <item>         <value>
                *              soft    nofile         65536
                """);
        tree.text("underpass/programs", """
                qemu-system-x86_64 8.2.2
                libvirtd 10.0.0
                """);
        tree.rawLink("etc/systemd/system/multi-user.target.wants/ssh.service",
                "../../../../lib/systemd/system/ssh.service");
        tree.line("lib/systemd/system/ssh.service", "[Unit]");
        tree.directory("etc/libvirt/hooks");
        firmware();
        String picture = "sys/devices/platform/simple-framebuffer.0";
        tree.link("sys/bus/platform/devices/simple-framebuffer.0", picture);
        tree.link(picture + "/driver", "sys/bus/platform/drivers/simple-framebuffer");
        tree.directory("sys/bus/platform/drivers/simple-framebuffer");
        framebuffer(picture + "/graphics/fb0", "simpledrmdrmfb");
        ioMemory(0x7a000000L, 0x8_7e00_0000L,
                List.of(new long[] {0x80000000L, 0xdfffffffL}, new long[] {0x4000000000L, 0x7fffffffffL}),
                Map.of("0000:03:00.0/0", "BOOTFB>simpledrm"));
    }

    /** One unit for all, and reserved memory of the USB controller, as desktop firmware has it. */
    private void tables() {
        String unit = "sys/devices/virtual/iommu/dmar0/intel-iommu/";
        tree.line(unit + "address", "fed91000");
        tree.line(unit + "cap", "d2008c40660462");
        tree.line(unit + "ecap", "f050da");
        tree.line(unit + "version", "1:0");
        ByteBuffer body = ByteBuffer.allocate(12 + 32 + 32).order(ByteOrder.LITTLE_ENDIAN);
        body.put((byte) 38).put((byte) 0x01).put(new byte[10]);
        body.putShort((short) 0).putShort((short) 32).put((byte) 1).put((byte) 0).putShort((short) 0)
                .putLong(0xfed91000L);
        scope(body, 3, 2, 0xf0, 0x1f, 0);
        scope(body, 4, 0, 0x00, 0x1f, 0);
        body.putShort((short) 1).putShort((short) 32).putShort((short) 0).putShort((short) 0)
                .putLong(0x7a3e1000L).putLong(0x7a62afffL);
        scope(body, 1, 0, 0x00, 0x14, 0);
        table("DMAR", acpi("DMAR", 1, body.array()));
        table("FACP", acpi("FACP", 6, new byte[240]));
        table("MCFG", acpi("MCFG", 1, new byte[24]));
        reserve(3, "0x000000007a3e1000 0x000000007a62afff direct-relaxable");
    }

    private static void scope(ByteBuffer body, int type, int id, int bus, int device, int function) {
        body.put((byte) type).put((byte) 8).putShort((short) 0).put((byte) id).put((byte) bus).put((byte) device)
                .put((byte) function);
    }
}
