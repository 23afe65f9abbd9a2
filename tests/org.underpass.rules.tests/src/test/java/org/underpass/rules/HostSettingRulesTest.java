package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.platform.AddressWidth;
import org.underpass.rules.platform.GraphicsUnmapped;
import org.underpass.rules.platform.InitramfsStale;
import org.underpass.rules.platform.IoapicUnmapped;
import org.underpass.rules.platform.SettingsNotRunning;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group A: firmware tables, widths, and settings that are not in effect. */
class HostSettingRulesTest {
    @Nested
    @DisplayName("A06")
    class A06 extends RuleExam {
        @Override
        protected Rule rule() {
            return new IoapicUnmapped();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a DMAR table without the controller",
                            tree -> tree.acpiTable("APIC", Tables.madt(2)),
                            Desk.guestWithCard()),
                    desk("an IVRS table without the controller",
                            tree -> tree.acpiTable("APIC", Tables.madt(4)).acpiTable("IVRS", Tables.ivrs()),
                            Desk.guestWithCard()),
                    desk("the kernel says it",
                            tree -> tree.log("AMD-Vi: [Firmware Bug]: IOAPIC[4] not in IVRS table"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nothing is shown of controllers", Desk.guestWithCard()),
                    desk("the table names it",
                            tree -> tree.acpiTable("APIC", Tables.madt(2)).acpiTable("DMAR", Tables.dmarWithIoapic(2)),
                            Desk.guestWithCard()),
                    desk("the table does no remapping of interrupts",
                            tree -> tree.acpiTable("APIC", Tables.madt(2)).acpiTable("DMAR", Tables.dmar(0)),
                            Desk.guestWithCard()),
                    desk("the command line names it", tree -> {
                        tree.acpiTable("APIC", Tables.madt(4)).acpiTable("DMAR", Tables.dmar(0))
                        .acpiTable("IVRS", Tables.ivrs()).cmdline("ivrs_ioapic[4]=00:14.0");
                    }, Desk.guestWithCard()),
                    desk("switched off",
                            tree -> tree.acpiTable("APIC", Tables.madt(2)).cmdline("intel_iommu=on intremap=off"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A08")
    class A08 extends RuleExam {
        private static final String ASKS = Desk.guestWithCard().replace("count: 4", "count: 4\n  physBits: 46");
        private static final String NARROW = Desk.guestWithCard().replace("count: 4", "count: 4\n  physBits: 39");

        private HostTree unit(HostTree tree, String capabilities) {
            tree.function(Desk.CARD).resources("0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                    "0x00000000e0000000 0x00000000efffffff 0x000000000014220c");
            return tree.file("sys/devices/virtual/iommu/dmar0/intel-iommu/cap", capabilities)
                    .file("proc/cpuinfo",
                            "vendor_id\t: GenuineIntel\naddress sizes\t: 46 bits physical, 48 bits virtual");
        }

        @Override
        protected Rule rule() {
            return new AddressWidth();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("39 bits of 46", tree -> {
                        unit(tree, "1c0000c40660462");
                    }, Desk.guestWithCard()),
                    desk("the profile asks for more", tree -> {
                        unit(tree, "1c0000c40660462").file("proc/cpuinfo", "address sizes\t: 39 bits physical");
                    }, ASKS));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("48 bits of 46", tree -> {
                        unit(tree, "d2008c222f0686");
                    }, Desk.guestWithCard()),
                    desk("the profile narrows them", tree -> {
                        unit(tree, "1c0000c40660462");
                    }, NARROW),
                    desk("the width is not shown", tree -> tree.iommus("dmar0"), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A09")
    class A09 extends RuleExam {
        @Override
        protected Rule rule() {
            return new GraphicsUnmapped();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("Broadwell",
                            tree -> tree.function(Desk.BUILT_IN).ids("8086:1616"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")),
                    desk("a chipset with the defect",
                            tree -> tree.function("0000:00:00.0").ids("8086:2e20"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")),
                    desk("switched off by hand",
                            tree -> tree.cmdline("intel_iommu=on,igfx_off"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("Skylake", Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")),
                    desk("another card is given",
                            tree -> tree.function(Desk.BUILT_IN).ids("8086:1616"),
                            Desk.guestWithCard()),
                    desk("an adapter of another maker",
                            tree -> tree.cmdline("intel_iommu=on,igfx_off"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A13")
    class A13 extends RuleExam {
        @Override
        protected Rule rule() {
            return new SettingsNotRunning();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("written and not in effect", tree -> {
                        tree.file("etc/default/grub",
                                "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on vfio-pci.ids=10de:1c03\"");
                    }, Desk.guestWithCard()),
                    desk("the wrong boot loader's file", tree -> {
                        tree.file("etc/default/grub", "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet iommu=pt\"");
                        tree.cmdline("initrd=\\\\EFI\\\\proxmox\\\\6.5\\\\initrd.img root=ZFS=rpool quiet");
                    }, Desk.guestWithCard()),
                    desk("systemd-boot's file",
                            tree -> tree.file("etc/kernel/cmdline", "root=/dev/sda2 amd_iommu=off"),
                            Desk.guestWithCard()),
                    desk("kernelstub's file", tree -> {
                        tree.file("etc/kernelstub/configuration",
                        "{\n \"user\": {\n  \"kernel_options\": [\n   \"quiet\",\n   \"iommu=pt\"\n  ]\n }\n}");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("in effect", tree -> {
                        tree.file("etc/default/grub",
                                "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on\"");
                    }, Desk.guestWithCard()),
                    desk("words that are no matter here", tree -> {
                        tree.file("etc/default/grub",
                                "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT=\"splash loglevel=3\"");
                    }, Desk.guestWithCard()),
                    desk("nothing is shown", Desk.guestWithCard()),
                    desk("a remark",
                            tree -> tree.file("etc/default/grub", "#GRUB_CMDLINE_LINUX=\"iommu=pt\""),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A14")
    class A14 extends RuleExam {
        @Override
        protected Rule rule() {
            return new InitramfsStale();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("older than the settings", tree -> {
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03")
                        .file("underpass/stat", "1700000000 644 root root boot/initrd.img-6.1.0-18-amd64\n"
                        + "1700000500 644 root root etc/modprobe.d/vfio.conf");
                    }, Desk.guestWithCard()),
                    desk("a graphics driver goes in and vfio-pci does not", tree -> {
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03")
                        .file("etc/mkinitcpio.conf", "MODULES=(nouveau)");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("built after the settings", tree -> {
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03")
                        .file("underpass/stat", "1700009000 644 root root boot/initrd.img-6.1.0-18-amd64\n"
                        + "1700000500 644 root root etc/modprobe.d/vfio.conf");
                    }, Desk.guestWithCard()),
                    desk("vfio-pci goes in too", tree -> {
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03")
                        .file("etc/mkinitcpio.conf", "MODULES=(vfio_pci nouveau)");
                    }, Desk.guestWithCard()),
                    desk("times are not shown",
                            tree -> tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03"),
                            Desk.guestWithCard()),
                    desk("what changed is no matter here", tree -> {
                        tree.modprobe("sound.conf", "options snd-usb-audio index=1")
                        .file("underpass/stat", "1 644 root root boot/initrd.img-6.1.0-18-amd64\n"
                        + "1700000500 644 root root etc/modprobe.d/sound.conf");
                    }, Desk.guestWithCard()));
        }
    }
}
