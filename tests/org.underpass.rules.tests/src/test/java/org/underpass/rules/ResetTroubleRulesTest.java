package org.underpass.rules;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.reset.ApuSplit;
import org.underpass.rules.reset.AspmSwitchedOff;
import org.underpass.rules.reset.BlackwellFlr;
import org.underpass.rules.reset.DeadDevice;
import org.underpass.rules.reset.DeviceSpecificUnknown;
import org.underpass.rules.reset.ForeignRoutine;
import org.underpass.rules.reset.InstinctReset;
import org.underpass.rules.reset.KabyLakeFlr;
import org.underpass.rules.reset.LaterRadeonDead;
import org.underpass.rules.reset.LinkNarrowed;
import org.underpass.rules.reset.SleepWhileGiven;
import org.underpass.rules.reset.SleepsTooDeep;
import org.underpass.rules.reset.StoppedByForce;
import org.underpass.rules.reset.UsbWithoutReset;
import org.underpass.rules.reset.VendorResetUnable;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group D: known trouble with resets and sleep, and what profiles ask for. */
class ResetTroubleRulesTest {
    @Nested
    @DisplayName("D05")
    class D05 extends RuleExam {
        private static final String FORCED = Desk.guest("{address: \"" + Desk.CARD
                + "\", reset: {methods: [device_specific]}}");

        @Override
        protected Rule rule() {
            return new DeviceSpecificUnknown();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a Radeon that is in no table",
                            tree -> tree.function(Desk.CARD).ids("1002:73bf").attribute("reset_method", "flr bus"),
                            FORCED),
                    desk("a Radeon whose methods are not shown",
                            tree -> tree.function(Desk.CARD).ids("1002:744c"),
                            FORCED),
                    desk("the kernel lists other methods", FORCED));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a Radeon of the table",
                            tree -> tree.function(Desk.CARD).ids("1002:67df").attribute("reset_method", "bus"),
                            FORCED),
                    desk("the kernel lists it",
                            tree -> tree.function(Desk.CARD).attribute("reset_method", "device_specific bus"),
                            FORCED),
                    desk("the choice is left to the kernel",
                            tree -> tree.function(Desk.CARD).ids("1002:73bf"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D06")
    class D06 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ForeignRoutine();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a routine for a 780M",
                            tree -> tree.function(Desk.CARD).ids("1002:15bf").attribute("reset_method",
                                    "device_specific bus"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the usual methods",
                            tree -> tree.function(Desk.CARD).ids("1002:15bf").attribute("reset_method", "bus"),
                            Desk.guestWithCard()),
                    desk("a card of the table",
                            tree -> tree.function(Desk.CARD).ids("1002:67df").attribute("reset_method",
                                    "device_specific"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D07")
    class D07 extends RuleExam {
        @Override
        protected Rule rule() {
            return new VendorResetUnable();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("loaded on a kernel without what it needs", tree -> {
                        tree.kernelConfig("CONFIG_FTRACE=y", "CONFIG_KPROBES=y", "CONFIG_PCI_QUIRKS=y",
                                "CONFIG_KALLSYMS=y");
                        tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0");
                    }, Desk.guestWithCard()),
                    desk("asked for and not loaded", tree -> {
                        tree.kernelConfig("CONFIG_FTRACE=y", "CONFIG_KPROBES=y", "CONFIG_PCI_QUIRKS=y",
                                "CONFIG_KALLSYMS=y",
                        "CONFIG_KALLSYMS_ALL=y", "CONFIG_FUNCTION_TRACER=y");
                        tree.file("proc/modules", "vfio 69632 0 - Live 0x0").file("etc/modules", "vendor-reset");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a kernel that has all", tree -> {
                        tree.kernelConfig("CONFIG_FTRACE=y", "CONFIG_KPROBES=y", "CONFIG_PCI_QUIRKS=y",
                                "CONFIG_KALLSYMS=y",
                        "CONFIG_KALLSYMS_ALL=y", "CONFIG_FUNCTION_TRACER=y");
                        tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0");
                    }, Desk.guestWithCard()),
                    desk("nobody asks for it", tree -> {
                        tree.kernelConfig("CONFIG_FTRACE=y", "CONFIG_KPROBES=y", "CONFIG_PCI_QUIRKS=y",
                                "CONFIG_KALLSYMS=y");
                        tree.file("proc/modules", "vfio 69632 0 - Live 0x0");
                    }, Desk.guestWithCard()),
                    desk("the configuration is not shown",
                            tree -> tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D11")
    class D11 extends RuleExam {
        @Override
        protected Rule rule() {
            return new SleepsTooDeep();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("an AMD card that the host starts on",
                            tree -> tree.function(Desk.CARD).ids("1002:73bf").attribute("boot_vga", "1")
                                    .attribute("d3cold_allowed", "1"),
                            Desk.guestWithCard()),
                    desk("a laptop",
                            tree -> tree.chassis(10).function(Desk.CARD).attribute("d3cold_allowed", "1"),
                            Desk.guestWithCard()),
                    desk("asleep now",
                            tree -> tree.function(Desk.CARD).attribute("power_state", "D3cold"),
                            Desk.guestWithCard()),
                    desk("its port is asleep",
                            tree -> tree.function(Desk.PORT).attribute("power_state", "D3cold"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a desktop with another maker's card",
                            tree -> tree.function(Desk.CARD).attribute("d3cold_allowed", "1"),
                            Desk.guestWithCard()),
                    desk("it may not fall so deep",
                            tree -> tree.function(Desk.CARD).ids("1002:73bf").attribute("boot_vga", "1")
                                    .attribute("d3cold_allowed", "1").attribute("d3cold_allowed", "0"),
                            Desk.guestWithCard()),
                    desk("vfio-pci is told to keep it awake", tree -> {
                        tree.function(Desk.CARD).ids("1002:73bf").attribute("boot_vga", "1")
                                .attribute("d3cold_allowed", "1").host()
                        .modprobe("vfio.conf", "options vfio-pci disable_idle_d3=1");
                    }, Desk.guestWithCard()),
                    desk("the profile keeps it awake",
                            tree -> tree.function(Desk.CARD).ids("1002:73bf").attribute("boot_vga", "1")
                                    .attribute("d3cold_allowed", "1"),
                            Desk.guestWithCard() + "preparation:\n  keepAwake: true\n"));
        }
    }

    @Nested
    @DisplayName("D12")
    class D12 extends RuleExam {
        private byte[] ones() {
            byte[] bytes = new byte[256];
            Arrays.fill(bytes, (byte) 0xff);
            return bytes;
        }

        @Override
        protected Rule rule() {
            return new DeadDevice();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("all ones", tree -> tree.function(Desk.CARD).config(ones()), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("it answers", tree -> {
                        byte[] config = ones();
                        config[0] = (byte) 0xde;
                        config[1] = 0x10;
                        tree.function(Desk.CARD).config(config);
                    }, Desk.guestWithCard()),
                    desk("it only sleeps",
                            tree -> tree.function(Desk.CARD).config(ones()).attribute("power_state", "D3cold"),
                            Desk.guestWithCard()),
                    desk("not shown", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D13")
    class D13 extends RuleExam {
        @Override
        protected Rule rule() {
            return new BlackwellFlr();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("an RTX 5090", tree -> tree.function(Desk.CARD).ids("10de:2b85"), Desk.guestWithCard()),
                    desk("an RTX PRO 6000, methods not shown",
                            tree -> tree.function(Desk.CARD).ids("10de:2bb1"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an RTX 4090", tree -> tree.function(Desk.CARD).ids("10de:2684"), Desk.guestWithCard()),
                    desk("a B200",
                            tree -> tree.function(Desk.CARD).ids("10de:2901").classCode(0x030200),
                            Desk.guestWithCard()),
                    desk("no function-level reset",
                            tree -> tree.function(Desk.CARD).ids("10de:2b85").attribute("reset_method", "bus"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D14")
    class D14 extends RuleExam {
        private void link(HostTree tree, int now, int most, int slot) {
            tree.function(Desk.CARD).attribute("current_link_width", Integer.toString(now))
                    .attribute("max_link_width", Integer.toString(most));
            tree.function(Desk.PORT).attribute("max_link_width", Integer.toString(slot));
        }

        @Override
        protected Rule rule() {
            return new LinkNarrowed();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("half of the lanes", tree -> {
                        link(tree, 8, 16, 16);
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("all of the lanes", tree -> {
                        link(tree, 16, 16, 16);
                    }, Desk.guestWithCard()),
                    desk("a slot with fewer lanes", tree -> {
                        link(tree, 8, 16, 8);
                    }, Desk.guestWithCard()),
                    desk("the port is not shown",
                            tree -> tree.function(Desk.CARD).attribute("current_link_width", "8")
                                    .attribute("max_link_width", "16"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D15")
    class D15 extends RuleExam {
        @Override
        protected Rule rule() {
            return new InstinctReset();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("an id of the report",
                            tree -> tree.function(Desk.CARD).ids("1002:75a3").classCode(0x120000),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a virtual function is given",
                            tree -> tree.function(Desk.CARD).ids("1002:75a3").attribute("sriov_totalvfs", "8"),
                            Desk.guest("{address: \"" + Desk.CARD + "\", sriov: {function: 0}}")),
                    desk("another card", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D16")
    class D16 extends RuleExam {
        @Override
        protected Rule rule() {
            return new KabyLakeFlr();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("HD Graphics 630",
                            tree -> tree.function(Desk.BUILT_IN).ids("8086:5912").attribute("reset_method", "flr"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("another method is forced",
                            tree -> tree.function(Desk.BUILT_IN).ids("8086:5912").attribute("reset_method", "flr"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\", reset: {methods: [pm]}}")),
                    desk("another adapter", Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")));
        }
    }

    @Nested
    @DisplayName("D17")
    class D17 extends RuleExam {
        private void processor(HostTree tree) {
            tree.function("0000:00:08.1").ids("1022:14eb").classCode(0x060400).driver("pcieport").group(5);
            tree.function("0000:03:00.0").behind("0000:00:08.1").ids("1002:15bf").classCode(0x030000).group(6);
            tree.function("0000:03:00.1").behind("0000:00:08.1").ids("1002:1640").classCode(0x040300).group(7);
            tree.function("0000:03:00.6").behind("0000:00:08.1").ids("1022:15e3").classCode(0x040300).group(8);
        }

        @Override
        protected Rule rule() {
            return new ApuSplit();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the second audio function stays", this::processor,
                            Desk.guest("{address: \"0000:03:00.0\", functions: [0, 1]}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("all of them", this::processor, Desk.guest("{address: \"0000:03:00.0\"}")),
                    desk("no processor's adapter", Desk.guestWithHalfACard()));
        }
    }

    @Nested
    @DisplayName("D18")
    class D18 extends RuleExam {
        @Override
        protected Rule rule() {
            return new UsbWithoutReset();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("none on the root bus",
                            tree -> tree.function("0000:00:14.0").ids("8086:1e31").classCode(0x0c0330)
                                    .driver("xhci_hcd").group(3),
                            Desk.guest("{address: \"0000:00:14.0\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("it has one",
                            tree -> tree.function("0000:00:14.0").ids("8086:1e31").classCode(0x0c0330)
                                    .attribute("reset_method", "flr").group(3),
                            Desk.guest("{address: \"0000:00:14.0\"}")),
                    desk("another device",
                            tree -> tree.function("0000:00:14.0").ids("8086:1c02").classCode(0x010601).driver("ahci")
                                    .group(3),
                            Desk.guest("{address: \"0000:00:14.0\"}")));
        }
    }

    @Nested
    @DisplayName("D19")
    class D19 extends RuleExam {
        @Override
        protected Rule rule() {
            return new SleepWhileGiven();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the profile lets it sleep", Desk.guestWithCard() + "switch:\n  inhibitSleep: false\n"),
                    desk("with virtual functions",
                            tree -> tree.function(Desk.CARD).attribute("sriov_numvfs", "2"),
                            Desk.guestWithCard() + "switch:\n  inhibitSleep: false\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("kept awake by default", Desk.guestWithCard()),
                    desk("no display is given",
                            tree -> tree.function("0000:05:00.0").ids("8086:1521").classCode(0x020000).group(9),
                            Desk.guest("{address: \"0000:05:00.0\"}") + "switch:\n  inhibitSleep: false\n"));
        }
    }

    @Nested
    @DisplayName("D20")
    class D20 extends RuleExam {
        @Override
        protected Rule rule() {
            return new LaterRadeonDead();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("an RX 7900", tree -> tree.function(Desk.CARD).ids("1002:744c"), Desk.guestWithCard()),
                    desk("an RX 9070", tree -> tree.function(Desk.CARD).ids("1002:7550"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an RX 6800", tree -> tree.function(Desk.CARD).ids("1002:73bf"), Desk.guestWithCard()),
                    desk("another maker", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D21")
    class D21 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AspmSwitchedOff();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("an argument of an old guide",
                            tree -> tree.cmdline("quiet intel_iommu=on pcie_aspm=off"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("no such argument", Desk.guestWithCard()),
                    desk("no NVIDIA card",
                            tree -> tree.cmdline("pcie_aspm=off").function(Desk.CARD).ids("1002:73bf"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D22")
    class D22 extends RuleExam {
        private static final String STOPPED = """
                underpass: 1
                kind: vm
                name: guest
                machine:
                  memory: 8 GiB
                  stop: destroy
                cpu:
                  count: 4
                devices:
                """;

        @Override
        protected Rule rule() {
            return new StoppedByForce();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("pulling the plug", STOPPED.replace("devices:", "devices:\n  - {address: \"" + Desk.CARD
                            + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("powered down", Desk.guestWithCard()),
                    desk("without a card", STOPPED.replace("devices:\n", "")));
        }
    }
}
