package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.binding.BootVgaRom;
import org.underpass.rules.binding.DriverWins;
import org.underpass.rules.binding.FramebufferHoldsBar;
import org.underpass.rules.binding.InitcallNotFound;
import org.underpass.rules.binding.LastDisplay;
import org.underpass.rules.binding.OptionsUnread;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group C. */
class BindingRulesTest {
    @Nested
    @DisplayName("C01")
    class C01 extends RuleExam {
        private HostTree memory(HostTree tree, String... holders) {
            tree.function(Desk.CARD).resources("0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                    "0x00000000e0000000 0x00000000efffffff 0x000000000014220c");
            return tree.file("proc/iomem", "00001000-0009ffff : System RAM\n80000000-f7ffffff : PCI Bus 0000:00\n"
                    + "  e0000000-efffffff : 0000:01:00.0\n" + String.join("\n", holders)
                    + "\nfec00000-fec003ff : IOAPIC 0");
        }

        @Override
        protected Rule rule() {
            return new FramebufferHoldsBar();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("simpledrm", tree -> memory(tree, "    e0000000-e07e8fff : BOOTFB",
                            "      e0000000-e07e8fff : simpledrm"), Desk.guestWithCard()),
                    desk("efifb, and the kernel is told already", tree -> memory(tree, "    e0000000-e07e8fff : efifb")
                            .cmdline("intel_iommu=on initcall_blacklist=sysfb_init"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nothing in the BAR", tree -> memory(tree), Desk.guestWithCard()),
                    desk("a driver's own claim", tree -> memory(tree, "    e0000000-efffffff : nouveau"),
                            Desk.guestWithCard()),
                    desk("the picture is on the other adapter", tree -> memory(tree,
                            "  d0000000-d07e8fff : BOOTFB"), Desk.guestWithCard()),
                    desk("addresses are hidden", tree -> {
                        memory(tree);
                        tree.file("proc/iomem", "00000000-00000000 : PCI Bus 0000:00\n"
                                + "  00000000-00000000 : 0000:01:00.0\n    00000000-00000000 : BOOTFB");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C04")
    class C04 extends RuleExam {
        @Override
        protected Rule rule() {
            return new BootVgaRom();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("the host starts on the card", tree -> tree.function(Desk.CARD)
                    .attribute("boot_vga", "1"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the host starts on the other one", Desk.guestWithCard()),
                    desk("a ROM file is given", tree -> tree.function(Desk.CARD).attribute("boot_vga", "1"),
                            Desk.guest("{address: \"" + Desk.CARD + "\", rom: {file: /srv/card.rom}}")),
                    desk("an adapter without a ROM of its own", Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")));
        }
    }

    @Nested
    @DisplayName("C05")
    class C05 extends RuleExam {
        private static final String ALL = "{address: \"" + Desk.CARD + "\"}";

        private void single(HostTree tree) {
            tree.function(Desk.BUILT_IN).classCode(0x118000);
        }

        @Override
        protected Rule rule() {
            return new LastDisplay();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("no other way in", tree -> {
                        single(tree);
                        tree.folder("etc/systemd/system/multi-user.target.wants");
                    }, Desk.guest(ALL)),
                    desk("not shown whether there is one", this::single, Desk.guest(ALL)),
                    desk("a secure shell is there, and it is said", tree -> {
                        single(tree);
                        tree.link("etc/systemd/system/multi-user.target.wants/ssh.service",
                                "/lib/systemd/system/ssh.service");
                    }, Desk.guest(ALL)),
                    desk("the profile names a way", this::single,
                            Desk.guest(ALL) + "display:\n  host:\n    rescue: [ssh]\n"),
                    desk("the other one is for guests too", tree -> tree.function(Desk.BUILT_IN).driver("vfio-pci"),
                            Desk.guest(ALL)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the host keeps one", Desk.guest(ALL)),
                    desk("no display is given away", tree -> tree.function("0000:03:00.0").behind(Desk.PORT)
                            .ids("8086:1521").classCode(0x020000), Desk.guest("{address: \"0000:03:00.0\"}")));
        }
    }

    @Nested
    @DisplayName("C06")
    class C06 extends RuleExam {
        @Override
        protected Rule rule() {
            return new DriverWins();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("ids are given and the host's driver has it", tree -> tree.modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03,10de:10f1"), Desk.guestWithCard()),
                    desk("an override is set and the host's driver has it", tree -> tree.function(Desk.CARD)
                            .attribute("driver_override", "vfio-pci"), Desk.guestWithCard()),
                    desk("ids are given for a part of the card", tree -> {
                        tree.function(Desk.CARD).driver("vfio-pci");
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nothing is set up: the card is taken at the start", Desk.guestWithCard()),
                    desk("the card is on vfio-pci", tree -> {
                        tree.function(Desk.CARD).driver("vfio-pci").function(Desk.AUDIO).driver("vfio-pci");
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03,10de:10f1");
                    }, Desk.guestWithCard()),
                    desk("ids of another card", tree -> tree.modprobe("vfio.conf", "options vfio-pci ids=1002:67df"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C03")
    class C03 extends RuleExam {
        @Override
        protected Rule rule() {
            return new InitcallNotFound();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("Clang LTO", tree -> Desk.at(tree.root()).cmdline("initcall_blacklist=sysfb_init")
                            .kernelConfig("CONFIG_KALLSYMS=y", "CONFIG_LTO_CLANG=y")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("no LTO", tree -> Desk.at(tree.root()).cmdline("initcall_blacklist=sysfb_init")
                            .kernelConfig("CONFIG_KALLSYMS=y", "CONFIG_LTO_NONE=y")),
                    host("without the argument", tree -> Desk.at(tree.root()).kernelConfig("CONFIG_LTO_CLANG=y")),
                    host("the configuration is not shown", tree -> Desk.at(tree.root())
                            .cmdline("initcall_blacklist=sysfb_init")));
        }
    }

    @Nested
    @DisplayName("C08")
    class C08 extends RuleExam {
        @Override
        protected Rule rule() {
            return new OptionsUnread();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("built in by its list", tree -> Desk.at(tree.root()).modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03").file("lib/modules/6.1.0-18-amd64/modules.builtin",
                            "kernel/drivers/vfio/pci/vfio-pci.ko")),
                    host("built in by its configuration", tree -> Desk.at(tree.root()).modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03").kernelConfig("CONFIG_VFIO_PCI=y")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("a module", tree -> Desk.at(tree.root()).modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03").kernelConfig("CONFIG_VFIO_PCI=m")),
                    host("built in, without options", tree -> Desk.at(tree.root()).kernelConfig("CONFIG_VFIO_PCI=y")));
        }
    }
}
