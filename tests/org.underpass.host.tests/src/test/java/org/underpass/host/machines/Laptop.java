package org.underpass.host.machines;

import java.util.List;
import java.util.Map;

/** A laptop whose NVIDIA chip draws through the processor's graphics, on firmware that hides the IOMMU. */
final class Laptop extends SimulatedMachine {

    private static final String FLAGS = ""
            + "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush dts acpi mmx "
            + "fxsr sse sse2 ss ht tm pbe syscall nx pdpe1gb rdtscp lm constant_tsc art arch_perfmon rep_good "
            + "nopl nonstop_tsc cpuid pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 sdbg fma cx16 "
            + "sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand lahf_lm abm ept vpid fsgsbase bmi1 "
            + "avx2 smep";

    @Override
    String name() {
        return "laptop";
    }

    @Override
    String remark() {
        return """
                A simulated Intel laptop (Tiger Lake H) on Debian 12 that cannot give its NVIDIA chip away: firmware
                describes no IOMMU, the chip has neither a screen nor a ROM of its own, and behind ports without
                access control it would share its group with the disk that the system runs from.
                Made by org.underpass.host.machines.Laptop; change it there.""";
    }

    @Override
    void describe() {
        add(new Part("00:00.0", 0x8086, 0x9a36, 0x060000).sub(0x17aa, 0x3a5a).rev(5).conventional()
                .driver("skl_uncore"));
        Part first = port("00:01.0", 0x9a01, 1, 4, 16);
        Part second = port("00:01.1", 0x9a05, 2, 4, 4);
        Part graphics = add(new Part("00:02.0", 0x8086, 0x9a60, 0x030000).sub(0x17aa, 0x3a5a).rev(1).driver("i915")
                .bootVga(true).reset("flr").memory64(0, 0x6001000000L, 0x1000000L, false, "")
                .memory64(2, 0x4000000000L, 0x10000000L, true, "").io(4, 0x4000, 0x40)
                .config(c -> c.express(ConfigBytes.INTEGRATED, true, 0, 0, 0, 0).msi(true).power(false)));
        add(new Part("01:00.0", 0x10de, 0x25a2, 0x030200).below(first).sub(0x17aa, 0x3a5a).rev(0xa1).multi()
                .driver("nouveau").reset("flr bus").link(4, 16, 1, 8).suspended()
                .memory(0, 0x83000000L, 0x1000000L, "").memory64(1, 0x6200000000L, 0x100000000L, true, "")
                .memory64(3, 0x6300000000L, 0x2000000L, true, "").io(5, 0x3000, 0x80)
                .config(c -> c.power(true).msi(true).express(ConfigBytes.ENDPOINT, true, 4, 16, 1, 8).errors()));
        add(new Part("01:00.1", 0x10de, 0x2291, 0x040300).below(first).sub(0x17aa, 0x3a5a).rev(0xa1).multi()
                .driver("snd_hda_intel").link(4, 16, 1, 8).supplier("01:00.0").memory(0, 0x84000000L, 0x4000,
                "ICH HD audio")
                .config(c -> c.power(true).msi(true).express(ConfigBytes.ENDPOINT, false, 4, 16, 1, 8).errors()));
        Part disk = add(new Part("02:00.0", 0x15b7, 0x5009, 0x010802).below(second).sub(0x15b7, 0x5009).rev(1)
                .reset("flr bus").link(4, 4).memory64(0, 0x84200000L, 0x4000, false, "nvme")
                .config(c -> c.power(true).msi(false).msix(65, 0, 0x3000)
                        .express(ConfigBytes.ENDPOINT, true, 4, 4, 4, 4).errors().serial(0x001b444a49e2c1f0L)));
        nvmeRoot(disk);
        chipset();
        display(graphics, "i915", 0, connectors("eDP-1", true, "HDMI-A-1", false), true);
        keyboard("sys/devices/platform/i8042/serio0/input/input3", 3, "AT Translated Set 2 keyboard");
        system();
    }

    /** Ports of these processors have no access control services. */
    private Part port(String address, int device, int bus, int generation, int lanes) {
        return add(new Part(address, 0x8086, device, 0x060400).rev(5).multi().bridge(bus).driver("pcieport")
                .link(generation, lanes).config(c -> c.express(ConfigBytes.ROOT_PORT, false, generation, lanes,
                        generation, lanes).msi(true).bridgeSubsystem(0x17aa, 0x3a5a).power(false).errors()));
    }

    private void chipset() {
        add(new Part("00:14.0", 0x8086, 0x43ed, 0x0c0330).sub(0x17aa, 0x3a5a).rev(0x11).multi().conventional()
                .driver("xhci_hcd").memory64(0, 0x6003180000L, 0x10000, false, "xhci-hcd").config(c -> c.power(true)
                .msi(true)));
        Part wireless = add(new Part("00:14.3", 0x8086, 0x43f0, 0x028000).sub(0x8086, 0x0074).rev(0x11).multi()
                .driver("iwlwifi").reset("flr").memory64(0, 0x6003190000L, 0x4000, false, "iwlwifi")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.INTEGRATED, true, 0, 0, 0, 0).msix(16, 0,
                0x2000)));
        route(wireless, "wlp0s20f3");
        add(new Part("00:1f.0", 0x8086, 0x438b, 0x060100).sub(0x17aa, 0x3a5a).rev(0x11).multi().conventional());
        add(new Part("00:1f.3", 0x8086, 0x43c8, 0x040100).sub(0x17aa, 0x3a5a).rev(0x11).multi().conventional()
                .driver("sof-audio-pci-intel-tgl").memory64(0, 0x6003198000L, 0x4000, false, "")
                .config(c -> c.power(false).msi(true)));
        add(new Part("00:1f.4", 0x8086, 0x43a3, 0x0c0500).sub(0x17aa, 0x3a5a).rev(0x11).multi().conventional()
                .driver("i801_smbus"));
        add(new Part("00:1f.5", 0x8086, 0x43a4, 0x0c8000).sub(0x17aa, 0x3a5a).rev(0x11).multi().conventional()
                .driver("intel-spi"));
        tree.directory("sys/bus/pci/slots");
    }

    private void system() {
        dmi("LENOVO", "82JU", "LENOVO", "LNVNB161216", 10);
        processors("GenuineIntel", "11th Gen Intel(R) Core(TM) i7-11800H @ 2.30GHz", 8, 39, FLAGS);
        memory(16_200_000, 9_800_000, 0, 0);
        kernel("6.1.0-25-amd64", "BOOT_IMAGE=/vmlinuz-6.1.0-25-amd64 root=/dev/nvme0n1p2 ro quiet intel_iommu=on",
                List.of("CONFIG_AMD_IOMMU=y", "CONFIG_INTEL_IOMMU=y", "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set",
                        "CONFIG_VFIO=m", "CONFIG_VFIO_PCI=m", "CONFIG_VFIO_PCI_VGA=y", "CONFIG_VFIO_PCI_IGD=y",
                        "CONFIG_DRM_I915=m", "CONFIG_DRM_NOUVEAU=m", "# CONFIG_SYSFB_SIMPLEFB is not set",
                        "CONFIG_FB_EFI=y", "CONFIG_HUGETLBFS=y", "CONFIG_KALLSYMS=y"),
                List.of("kernel/drivers/pci/pcie/pcieportdrv.ko", "kernel/drivers/video/fbdev/efifb.ko"),
                List.of("[    0.000000] Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org)",
                        "[    0.000000] Command line: BOOT_IMAGE=/vmlinuz-6.1.0-25-amd64 root=/dev/nvme0n1p2 ro quiet "
                                + "intel_iommu=on",
                        "[    0.068112] DMAR: IOMMU enabled",
                        "[    0.401230] iommu: Default domain type: Translated"));
        modules("nouveau 2400256 1", "i915 3096576 18", "snd_hda_intel 57344 1", "nvme 57344 3", "iwlwifi 360448 1",
                "kvm_intel 385024 0", "kvm 1142784 1 kvm_intel,");
        tree.text("etc/modprobe.d/alsa.conf", "options snd_hda_intel power_save=1");
        tree.directory("etc/security/limits.d");
        tree.text("underpass/programs", """
                qemu-system-x86_64 7.2.13
                libvirtd 9.0.0
                """);
        tree.directory("etc/systemd/system/multi-user.target.wants");
        tree.directory("etc/libvirt/hooks");
        tree.directory("sys/bus/platform/devices");
        firmware();
        table("FACP", acpi("FACP", 6, new byte[240]));
        table("MCFG", acpi("MCFG", 1, new byte[24]));
        ioMemory(0x7a000000L, 0x4_8000_0000L,
                List.of(new long[] {0x80000000L, 0xdfffffffL}, new long[] {0x4000000000L, 0x7fffffffffL}), Map.of());
    }
}
