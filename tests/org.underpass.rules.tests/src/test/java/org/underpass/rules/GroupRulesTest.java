package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.groups.AcsMisunderstood;
import org.underpass.rules.groups.AcsOverridden;
import org.underpass.rules.groups.BridgeAssigned;
import org.underpass.rules.groups.CardSpansGroups;
import org.underpass.rules.groups.CompanionLeft;
import org.underpass.rules.groups.DeniedDevice;
import org.underpass.rules.groups.DeviceMoved;
import org.underpass.rules.groups.GivenTwice;
import org.underpass.rules.groups.GroupChanged;
import org.underpass.rules.groups.GroupNotViable;
import org.underpass.rules.groups.HostNeedsGroup;
import org.underpass.rules.groups.IdsCutOff;
import org.underpass.rules.groups.SharedIds;
import org.underpass.rules.groups.VirtualFunctionsExist;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group B. */
class GroupRulesTest {
    private static final String NIC = "0000:03:00.0";

    private static void nic(HostTree tree, int group, String driver) {
        tree.function("0000:00:1c.0").ids("8086:a110").classCode(0x060400).driver("pcieport").group(group);
        tree.function(NIC).behind("0000:00:1c.0").ids("8086:1521").classCode(0x020000).group(group);
        if (!driver.isEmpty()) {
            tree.function(NIC).driver(driver);
        }
    }

    /** A second card of the same kind, in a group of its own. */
    private static void twin(HostTree tree, String driver) {
        tree.function("0000:00:01.1").ids("8086:1905").classCode(0x060400).driver("pcieport").group(9);
        tree.function("0000:08:00.0").behind("0000:00:01.1").ids("10de:1c03").classCode(0x030000).driver(driver)
                .group(9);
        tree.function("0000:08:00.1").behind("0000:00:01.1").ids("10de:10f1").classCode(0x040300)
                .driver(driver.equals("nouveau") ? "snd_hda_intel" : driver).group(9);
    }

    @Nested
    @DisplayName("B01")
    class B01 extends RuleExam {
        @Override
        protected Rule rule() {
            return new GroupNotViable();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the audio function stays", Desk.guestWithHalfACard()),
                    desk("a network card in the group", tree -> nic(tree, 1, "igb"), Desk.guestWithCard()),
                    on("what drives the others is not shown", tree -> {
                        tree.function("0000:04:00.0").ids("1022:1638").classCode(0x030000).group(5);
                        tree.function("0000:04:00.6").ids("1022:15e3").classCode(0x040300).group(5);
                    }, Desk.guest("{address: \"0000:04:00.6\", functions: [6]}")),
                    card("judged without a profile", tree -> nic(Desk.at(tree.root()), 1, "igb"), Desk.CARD));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the whole card, a root port beside it", Desk.guestWithCard()),
                    desk("a member without a driver", tree -> nic(tree, 1, ""), Desk.guestWithCard()),
                    desk("a member on vfio-pci", tree -> nic(tree, 1, "vfio-pci"), Desk.guestWithCard()),
                    desk("a member on a variant driver", tree -> nic(tree, 1, "mlx5_vfio_pci"), Desk.guestWithCard()),
                    desk("a member on the stub", tree -> nic(tree, 1, "pci-stub"), Desk.guestWithCard()),
                    desk("a bridge without a driver", tree -> tree.function("0000:00:01.2").ids("8086:1909")
                            .classCode(0x060400).group(1), Desk.guestWithCard()),
                    on("groups are not shown", tree -> Desk.withoutIommu(tree.root()), Desk.guestWithHalfACard()));
        }
    }

    @Nested
    @DisplayName("B02")
    class B02 extends RuleExam {
        @Override
        protected Rule rule() {
            return new BridgeAssigned();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the root port", Desk.guest("{address: \"" + Desk.PORT + "\"}")),
                    desk("the host bridge", Desk.guest("{address: \"0000:00:00.0\"}")),
                    desk("an ISA bridge", tree -> tree.function("0000:00:1f.0").ids("8086:a145").classCode(0x060100),
                            Desk.guest("{address: \"0000:00:1f.0\", functions: [0]}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("a card", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B03")
    class B03 extends RuleExam {
        @Override
        protected Rule rule() {
            return new CompanionLeft();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the audio function", Desk.guestWithHalfACard()),
                    desk("USB and USB-C", tree -> {
                        tree.function("0000:01:00.2").behind(Desk.PORT).ids("10de:1aec").classCode(0x0c0330).group(1);
                        tree.function("0000:01:00.3").behind(Desk.PORT).ids("10de:1aed").classCode(0x0c8000).group(1);
                    }, Desk.guest("{address: \"" + Desk.CARD + "\", functions: [0, 1]}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the whole card", Desk.guestWithCard()),
                    desk("a chipset's functions are no card", tree -> {
                        tree.function("0000:00:1f.0").ids("8086:a145").classCode(0x060100).group(7);
                        tree.function("0000:00:1f.3").ids("8086:a170").classCode(0x040300).group(7);
                    }, Desk.guest("{address: \"0000:00:1f.3\", functions: [3]}")),
                    desk("an APU's USB controllers are no companions", tree -> {
                        tree.function("0000:04:00.0").ids("1002:1638").classCode(0x030000).group(8);
                        tree.function("0000:04:00.3").ids("1022:1639").classCode(0x0c0330).group(9);
                    }, Desk.guest("{address: \"0000:04:00.0\", functions: [0]}")));
        }
    }

    @Nested
    @DisplayName("B04")
    class B04 extends RuleExam {
        @Override
        protected Rule rule() {
            return new HostNeedsGroup();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the root file system in the group", tree -> Desk.disk(tree, 1, "/"), Desk.guestWithCard()),
                    desk("the same on a laptop", tree -> Desk.disk(tree.chassis(10), 1, "/"), Desk.guestWithCard()),
                    desk("the boot disk itself", tree -> Desk.disk(tree, 4, "/"),
                            Desk.guest("{address: \"" + Desk.DISK + "\"}")),
                    desk("the default route in the group", tree -> {
                        nic(tree, 1, "igb");
                        String place = "sys/devices/pci0000:00/0000:00:1c.0/" + NIC + "/net/eth0";
                        tree.folder(place).link("sys/class/net/eth0", "../../../" + place).file("proc/net/route",
                                "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
                                        + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0");
                    }, Desk.guestWithCard()),
                    desk("the board's USB ports", tree -> tree.function("0000:00:14.0").ids("8086:1e31")
                            .classCode(0x0c0330).driver("xhci_hcd").group(3),
                            Desk.guest("{address: \"0000:00:14.0\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the disk in a group of its own", tree -> Desk.disk(tree, 4, "/"), Desk.guestWithCard()),
                    desk("nothing shown of mounts", tree -> nic(tree, 1, "igb"), Desk.guestWithCard()),
                    desk("a USB controller on a card", tree -> tree.function("0000:03:00.0").behind(Desk.PORT)
                            .ids("1b73:1100").classCode(0x0c0330).driver("xhci_hcd").group(3),
                            Desk.guest("{address: \"0000:03:00.0\"}")));
        }
    }

    @Nested
    @DisplayName("B05")
    class B05 extends RuleExam {
        @Override
        protected Rule rule() {
            return new CardSpansGroups();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("audio in a second group", tree -> tree.function(Desk.AUDIO).group(6),
                    Desk.guestWithHalfACard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("both groups are given", tree -> tree.function(Desk.AUDIO).group(6), Desk.guestWithCard()),
                    desk("one group, left behind all the same", Desk.guestWithHalfACard()));
        }
    }

    @Nested
    @DisplayName("B09")
    class B09 extends RuleExam {
        @Override
        protected Rule rule() {
            return new DeviceMoved();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("recognised elsewhere", Desk.guest("{name: gpu, address: \"0000:02:00.0\", "
                            + "identity: {vendor: \"10de\", device: \"1c03\"}}")),
                    desk("something else sits there", Desk.guest("{name: gpu, address: \"" + Desk.BUILT_IN + "\", "
                            + "identity: {vendor: \"1002\", device: \"67df\"}}")),
                    desk("two fit, neither at the address", tree -> twin(tree, "nouveau"), Desk.guest("{name: gpu, "
                            + "address: \"" + Desk.BUILT_IN + "\", identity: {vendor: \"10de\", device: \"1c03\"}}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("it is where it was", Desk.guest("{name: gpu, address: \"" + Desk.CARD + "\", "
                            + "identity: {vendor: \"10de\", device: \"1c03\"}}")),
                    desk("the profile names no identity", Desk.guestWithCard()),
                    desk("the profile names no address", Desk.guest("{name: gpu, "
                            + "identity: {vendor: \"10de\", device: \"1c03\"}}")));
        }
    }

    @Nested
    @DisplayName("B10")
    class B10 extends RuleExam {
        @Override
        protected Rule rule() {
            return new SharedIds();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a twin, ids in modprobe.d", tree -> {
                        twin(tree, "nouveau");
                        tree.modprobe("vfio.conf", "# the card", "options vfio-pci ids=10de:1c03,10de:10f1");
                    }, Desk.guestWithCard()),
                    desk("a twin, ids on the command line", tree -> {
                        twin(tree, "vfio-pci");
                        tree.cmdline("intel_iommu=on vfio-pci.ids=10de:1c03:ffffffff:ffffffff:00030000:ffff0000");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("one card of its kind", tree -> tree.modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03,10de:10f1"), Desk.guestWithCard()),
                    desk("a twin, and no ids", tree -> twin(tree, "nouveau"), Desk.guestWithCard()),
                    desk("a twin of another make", tree -> {
                        twin(tree, "nouveau");
                        tree.function("0000:08:00.0").ids("10de:1c03:1043:85ac");
                        tree.function("0000:08:00.1").ids("10de:10f1:1043:85ac");
                        tree.modprobe("vfio.conf", "options vfio_pci ids=10de:1c03:1458:3715,10de:10f1:1458:3715");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B06")
    class B06 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AcsOverridden();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("the argument", tree -> Desk.at(tree.root())
                            .cmdline("pcie_acs_override=downstream,multifunction")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("without it", tree -> Desk.at(tree.root())));
        }
    }

    @Nested
    @DisplayName("B07")
    class B07 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AcsMisunderstood();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("config_acs", tree -> Desk.at(tree.root()).cmdline("pci=noaer,config_acs=x1xx0@pci:0:0")),
                    host("disable_acs_redir", tree -> Desk.at(tree.root()).cmdline("pci=disable_acs_redir=00:01.0")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("another option of pci", tree -> Desk.at(tree.root()).cmdline("pci=noaer")));
        }
    }

    @Nested
    @DisplayName("B08")
    class B08 extends RuleExam {
        private String recorded(String mates) {
            return Desk.guest("{address: \"" + Desk.CARD + "\", groupMates: [" + mates + "]}");
        }

        @Override
        protected Rule rule() {
            return new GroupChanged();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a network card came", tree -> nic(tree, 1, "igb"), recorded("\"" + Desk.PORT + "\"")),
                    desk("a function went", tree -> tree.function(Desk.AUDIO).group(6),
                            recorded("\"10de:10f1\"").replace("groupMates", "functions: [0], groupMates")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("as recorded", recorded("\"" + Desk.PORT + "\"")),
                    desk("by ids", recorded("\"8086:1901\"")),
                    desk("a bridge came", tree -> tree.function("0000:00:01.2").ids("8086:1909").classCode(0x060400)
                            .group(1), recorded("\"" + Desk.PORT + "\"")),
                    desk("nothing recorded", tree -> nic(tree, 1, "igb"), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B12")
    class B12 extends RuleExam {
        @Override
        protected Rule rule() {
            return new IdsCutOff();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a blank after the comma", tree -> tree.modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03, 10de:10f1"), Desk.guestWithCard()),
                    desk("a semicolon", tree -> tree.cmdline("vfio-pci.ids=10de:1c03;10de:10f1"), Desk.guestWithCard()),
                    desk("a blank on the command line, of another card", tree -> tree.cmdline(
                            "vfio-pci.ids=1002:67df 1002:aaf0"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("commas only", tree -> tree.modprobe("vfio.conf",
                            "options vfio-pci ids=10de:1c03,10de:10f1 disable_vga=1"), Desk.guestWithCard()),
                    desk("none", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B13")
    class B13 extends RuleExam {
        @Override
        protected Rule rule() {
            return new GivenTwice();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the slot and one function", Desk.guest("{address: \"" + Desk.CARD + "\"}",
                            "{address: \"" + Desk.AUDIO + "\", functions: [1]}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("two functions", Desk.guest("{address: \"" + Desk.CARD + "\", functions: [0]}",
                            "{address: \"" + Desk.AUDIO + "\", functions: [1]}")));
        }
    }

    @Nested
    @DisplayName("B15")
    class B15 extends RuleExam {
        @Override
        protected Rule rule() {
            return new VirtualFunctionsExist();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("four exist", tree -> {
                        nic(tree, 5, "igb");
                        tree.function(NIC).attribute("sriov_numvfs", "4");
                    }, Desk.guest("{address: \"" + NIC + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("none exist", tree -> {
                        nic(tree, 5, "igb");
                        tree.function(NIC).attribute("sriov_numvfs", "0");
                    }, Desk.guest("{address: \"" + NIC + "\"}")),
                    desk("vfio-pci made them itself", tree -> {
                        nic(tree, 5, "vfio-pci");
                        tree.function(NIC).attribute("sriov_numvfs", "4");
                    }, Desk.guest("{address: \"" + NIC + "\"}")));
        }
    }

    @Nested
    @DisplayName("B16")
    class B16 extends RuleExam {
        @Override
        protected Rule rule() {
            return new DeniedDevice();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a data accelerator", tree -> tree.function("0000:6a:01.0").ids("8086:0b25")
                            .classCode(0x088000).group(7), Desk.guest("{address: \"0000:6a:01.0\"}")),
                    desk("one that is allowed, which is told", tree -> tree.modprobe("vfio.conf",
                            "options vfio-pci disable_denylist=1").function("0000:6a:01.0").ids("8086:0b25")
                            .classCode(0x088000).group(7), Desk.guest("{address: \"0000:6a:01.0\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a card", Desk.guestWithCard()),
                    desk("the same number of another maker", tree -> tree.function("0000:6a:01.0").ids("10de:0b25")
                            .classCode(0x088000).group(7), Desk.guest("{address: \"0000:6a:01.0\"}")));
        }
    }
}
