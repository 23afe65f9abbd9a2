package org.underpass.host.machines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** A machine like those that QEMU makes for a lab: every way in which groups form, none of it real hardware. */
final class Lab extends SimulatedMachine {

    @Override
    String name() {
        return "lab-intel";
    }

    @Override
    String remark() {
        return "A simulated lab machine. Made by org.underpass.host.machines.Lab; change it there.";
    }

    @Override
    void describe() {
        unit("dmar0", "DMA");
        add(new Part("00:00.0", 0x8086, 0x29c0, 0x060000).sub(0x1af4, 0x1100).group(0).conventional());
        Part first = port("00:02.0", 1, 1, 1, true);
        Part second = port("00:03.0", 2, 2, 2, true);
        Part without = port("00:04.0", 3, 3, 3, false);
        Part above = port("00:05.0", 4, 7, 4, true);
        Part conventional = port("00:06.0", 8, 9, 5, true);
        Part disks = port("00:07.0", 0x0a, 0x0a, 6, true);
        add(new Part("00:1f.0", 0x8086, 0x2918, 0x060100).sub(0x1af4, 0x1100).rev(2).multi().group(7).conventional());
        add(new Part("00:1f.2", 0x8086, 0x2922, 0x010601).sub(0x1af4, 0x1100).rev(2).multi().group(7).conventional()
                .memory(5, 0xfea0a000L, 0x1000, ""));
        add(new Part("00:1f.3", 0x8086, 0x2930, 0x0c0500).sub(0x1af4, 0x1100).rev(2).multi().group(7).conventional());
        graphics("01:00.0", first, 8, 0xfb000000L).multi();
        add(new Part("01:00.1", 0x8086, 0x2668, 0x040300).below(first).sub(0x1af4, 0x1100).rev(1).multi().group(8)
                .conventional().driver("snd_hda_intel").memory(0, 0xfe800000L, 0x4000, "ICH HD audio")
                .config(c -> c.msi(true)));
        Part shown = graphics("02:00.0", second, 9, 0xfa000000L);
        display(shown, "bochs-drm", 0, connectors("Virtual-1", true), true);
        graphics("03:00.0", without, 3, 0xf9000000L);
        Part up = add(new Part("04:00.0", 0x104c, 0x8232, 0x060400).below(above).rev(2).bridge(5, 7).group(10)
                .driver("pcieport").reset("flr bus").config(c -> c.power(true)
                        .express(ConfigBytes.UPSTREAM, true, 1, 1, 1, 1)));
        Part left = downstream("05:00.0", up, 6, 11);
        Part right = downstream("05:01.0", up, 7, 12);
        graphics("06:00.0", left, 11, 0xf7000000L);
        Part network = add(new Part("07:00.0", 0x8086, 0x10d3, 0x020000).below(right).sub(0x8086, 0).group(12)
                .driver("e1000e").reset("bus").memory(0, 0xfda40000L, 0x20000, "e1000e")
                .config(c -> c.power(true).msi(false).express(ConfigBytes.ENDPOINT, false, 1, 1, 1, 1)
                        .serial(0x525400ffff123456L)));
        route(network, "eth0");
        Part bridge = add(new Part("08:00.0", 0x1b36, 0x000e, 0x060400).below(conventional).bridge(9).group(13)
                .reset("bus").config(c -> c.express(7, false, 1, 1, 1, 1)));
        add(new Part("09:01.0", 0x1002, 0x5046, 0x030000).below(bridge).sub(0x1af4, 0x1100).group(13).conventional()
                .reset("bus").bootVga(true).memory(0, 0xf8000000L, 0x1000000L, "").romBar(0xf9800000L, 0x10000, null));
        add(new Part("09:02.0", 0x1234, 0x11e8, 0x00ff00).below(bridge).sub(0x1af4, 0x1100).rev(0x10).group(13)
                .conventional().memory(0, 0xfd600000L, 0x100000, ""));
        Part disk = add(new Part("0a:00.0", 0x1b36, 0x0010, 0x010802).below(disks).sub(0x1af4, 0x1100).rev(2).group(14)
                .reset("flr bus").memory64(0, 0xfe000000L, 0x4000, false, "nvme")
                .config(c -> c.power(true).msix(65, 0, 0x2000).express(ConfigBytes.ENDPOINT, true, 1, 1, 1, 1)));
        nvmeRoot(disk);
        system();
    }

    private Part port(String address, int bus, int last, int group, boolean acs) {
        return add(new Part(address, 0x1b36, 0x000c, 0x060400).bridge(bus, last).group(group).driver("pcieport")
                .memory(0, 0xfea00000L + bus * 0x1000L, 0x1000, "").config(c -> {
                    c.express(ConfigBytes.ROOT_PORT, false, 1, 1, 1, 1).msi(true).errors();
                    if (acs) {
                        c.acs(0x5f, 0x1d);
                    }
                }));
    }

    private Part downstream(String address, Part above, int bus, int group) {
        return add(new Part(address, 0x104c, 0x8233, 0x060400).below(above).rev(1).bridge(bus).group(group)
                .driver("pcieport").reset("flr").config(c -> c.power(true)
                        .express(ConfigBytes.DOWNSTREAM, true, 1, 1, 1, 1).errors()));
    }

    private Part graphics(String address, Part port, int group, long start) {
        return add(new Part(address, 0x1234, 0x1111, 0x038000).below(port).sub(0x1af4, 0x1100).rev(2).group(group)
                .driver("bochs-drm").reset("bus").memory(0, start, 0x1000000L, "bochs-drm")
                .config(c -> c.express(ConfigBytes.ENDPOINT, false, 1, 1, 1, 1)));
    }

    private void system() {
        dmi("QEMU", "Standard PC (Q35 + ICH9, 2009)", "Underpass", "lab", 1);
        processors("GenuineIntel", "QEMU TCG CPU version 2.5+", 1, 40, "fpu tsc msr pae mmx sse sse2 ht lm vmx aes");
        memory(2_975_000, 2_700_000, 0, 0);
        String line = "console=ttyS0 intel_iommu=on root=/dev/nvme0n1p2 dyndbg=\"module vfio +p\"";
        kernel("6.1.0-25-amd64", line, List.of("CONFIG_INTEL_IOMMU=y", "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set",
                "CONFIG_VFIO_PCI=m", "CONFIG_LOCALVERSION=\"\""), List.of("kernel/drivers/pci/pcie/pcieportdrv.ko"),
                List.of("[    0.000000] Linux version 6.1.0-25-amd64 (lab)", "[    0.000000] Command line: " + line,
                        "[    0.020000] DMAR: IOMMU enabled",
                        "[    0.090000] DMAR-IR: Enabled IRQ remapping in x2apic mode"));
        modules("vfio_pci 16384 0", "bochs 16384 3", "e1000e 331776 0", "nvme 57344 2");
        tree.text("underpass/programs", "qemu-system-x86_64 7.2.22");
        firmware();
        String unit = "sys/devices/virtual/iommu/dmar0/intel-iommu/";
        tree.line(unit + "address", "fed90000");
        tree.line(unit + "cap", "d2008c222f0686");
        tree.line(unit + "ecap", "f00f4e");
        tree.line(unit + "version", "1:0");
        ByteBuffer body = ByteBuffer.allocate(12 + 16).order(ByteOrder.LITTLE_ENDIAN);
        body.put((byte) 39).put((byte) 1).put(new byte[10]);
        body.putShort((short) 0).putShort((short) 16).put((byte) 1).put((byte) 0).putShort((short) 0)
                .putLong(0xfed90000L);
        table("DMAR", acpi("DMAR", 1, body.array()));
        table("FACP", acpi("FACP", 3, new byte[208]));
        ioMemory(0x7ffd7000L, 0x1_4000_0000L, List.of(new long[] {0xc0000000L, 0xfebfffffL}), Map.of());
    }
}
