package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.guest.AtomicsLost;
import org.underpass.rules.guest.AudioInOtherSlot;
import org.underpass.rules.guest.CodeFortyThree;
import org.underpass.rules.guest.DisplayPropertyMisused;
import org.underpass.rules.guest.EmulatedAdapterFirst;
import org.underpass.rules.guest.EnlargedBar;
import org.underpass.rules.guest.NetworkNotActive;
import org.underpass.rules.guest.NoTopoext;
import org.underpass.rules.guest.PinningHurts;
import org.underpass.rules.guest.SoundWithoutMessages;
import org.underpass.rules.guest.XenReservedMemory;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group F, what F01, F03, F08, F09, F10 and F13 leave. */
class GuestSettingsRulesTest {
    private static final String WINDOWS = Desk.guestWithCard() + "os: windows\n";

    @Nested
    @DisplayName("F02")
    class F02 extends RuleExam {
        private void bar(HostTree tree, String end) {
            tree.function(Desk.CARD).resources("0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                    "0x0000004000000000 " + end + " 0x000000000014220c")
                    .attribute("resource1_resize", "0000000000003f00");
        }

        @Override
        protected Rule rule() {
            return new EnlargedBar();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("8 GiB", tree -> bar(tree, "0x00000041ffffffff"), Desk.guestWithCard()),
                    desk("8 GiB for macOS", tree -> bar(tree, "0x00000041ffffffff"),
                            Desk.guestWithCard() + "os: macos\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("256 MiB", tree -> bar(tree, "0x000000400fffffff"), Desk.guestWithCard()),
                    desk("the profile sets it", tree -> bar(tree, "0x00000041ffffffff"), Desk.guest("{address: \""
                            + Desk.CARD + "\", resizableBar: {1: 256 MiB}}")));
        }
    }

    @Nested
    @DisplayName("F04")
    class F04 extends RuleExam {
        private static final String GUEST = Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}");

        @Override
        protected Rule rule() {
            return new XenReservedMemory();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("nothing said", GUEST + "backend: xen\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("for KVM", GUEST), desk("said", Desk.guest("{address: \"" + Desk.BUILT_IN
                    + "\", xen: {rdmPolicy: relaxed}}") + "backend: xen\n"),
                    desk("a card", Desk.guestWithCard() + "backend: xen\n"));
        }
    }

    @Nested
    @DisplayName("F05")
    class F05 extends RuleExam {
        @Override
        protected Rule rule() {
            return new CodeFortyThree();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("a desktop, not hidden", WINDOWS),
                    desk("a laptop, hidden", tree -> tree.chassis(10),
                            WINDOWS.replace("count: 4", "count: 4\n  hideHypervisor: true")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("a desktop, hidden", WINDOWS.replace("count: 4", "count: 4\n  hideHypervisor: true")),
                    desk("another system", Desk.guestWithCard() + "os: linux\n"));
        }
    }

    @Nested
    @DisplayName("F06")
    class F06 extends RuleExam {
        private static final String GUEST = Desk.guest("{address: \"" + Desk.CARD + "\"}");

        @Override
        protected Rule rule() {
            return new EmulatedAdapterFirst();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("QXL stays", GUEST + "display:\n  guest:\n    adapter: qxl\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("none", GUEST), desk("the card is primary", Desk.guestWithCard()
                    + "display:\n  guest:\n    adapter: qxl\n"));
        }
    }

    @Nested
    @DisplayName("F07")
    class F07 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AudioInOtherSlot();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("one device, apart", Desk.guest("{address: \"" + Desk.CARD + "\", multifunction: false}")),
                    desk("two devices", Desk.guest("{address: \"" + Desk.CARD + "\", functions: [0]}",
                            "{address: \"" + Desk.CARD + "\", functions: [1]}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("one device", Desk.guestWithCard()), desk("graphics alone",
                    Desk.guestWithHalfACard()));
        }
    }

    @Nested
    @DisplayName("F11")
    class F11 extends RuleExam {
        private HostTree cores(HostTree tree) {
            tree.file("sys/devices/system/cpu/online", "0-7");
            for (int cpu = 0; cpu < 8; cpu++) {
                tree.file("sys/devices/system/cpu/cpu" + cpu + "/topology/core_id", "" + cpu % 4);
                tree.file("sys/devices/system/cpu/cpu" + cpu + "/topology/physical_package_id", "0");
            }
            return tree;
        }

        private String pinned(String... sets) {
            return Desk.guestWithCard().replace("count: 4", "count: " + sets.length + "\n  pinning: [\""
                    + String.join("\", \"", sets) + "\"]");
        }

        @Override
        protected Rule rule() {
            return new PinningHurts();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("half cores", this::cores, pinned("0", "1")),
                    desk("all processors", this::cores, pinned("0-7", "0-7")),
                    desk("processors that are not there", this::cores, pinned("1", "5", "32")),
                    desk("the other node", tree -> {
                        cores(tree).file("sys/devices/system/node/online", "0-1")
                                .file("sys/devices/system/node/node0/cpulist", "0,4")
                                .file("sys/devices/system/node/node1/cpulist", "1-3,5-7");
                        tree.function(Desk.CARD).attribute("numa_node", "1");
                    }, pinned("0", "4")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("whole cores", this::cores, pinned("1", "5", "2", "6")),
                    desk("not pinned", this::cores, Desk.guestWithCard()),
                    desk("processors are not shown", pinned("0", "1")));
        }
    }

    @Nested
    @DisplayName("F12")
    class F12 extends RuleExam {
        private static final String THREADS = Desk.guestWithCard().replace("count: 4", "cores: 2\n  threads: 2");

        private void amd(HostTree tree) {
            tree.file("proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: fpu svm topoext");
        }

        @Override
        protected Rule rule() {
            return new NoTopoext();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("AMD", this::amd, THREADS));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("AMD with it", this::amd, THREADS.replace("threads: 2",
                    "threads: 2\n  features: {topoext: true}")), desk("AMD without threads", this::amd,
                    Desk.guestWithCard()), desk("not shown", THREADS),
                    desk("Intel", tree -> tree.file("proc/cpuinfo", "vendor_id\t: GenuineIntel"), THREADS));
        }
    }

    @Nested
    @DisplayName("F14")
    class F14 extends RuleExam {
        private static final String GUEST = Desk.guestWithCard() + "network:\n  - {type: network, source: default}\n";
        private static final String FOLDER = "etc/libvirt/qemu/networks";

        @Override
        protected Rule rule() {
            return new NetworkNotActive();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("not defined", tree -> tree.folder(FOLDER), GUEST),
                    desk("not started", tree -> tree.file(FOLDER + "/default.xml", "<network/>")
                            .folder(FOLDER + "/autostart"), GUEST));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("started", tree -> tree.file(FOLDER + "/default.xml", "<network/>")
                    .file(FOLDER + "/autostart/default.xml", "<network/>"), GUEST), desk("not shown", GUEST),
                    desk("another kind", tree -> tree.folder(FOLDER), Desk.guestWithCard()
                            + "network:\n  - {type: user}\n"));
        }
    }

    @Nested
    @DisplayName("F15")
    class F15 extends RuleExam {
        private void radeon(HostTree tree) {
            tree.function(Desk.CARD).ids("1002:73bf");
        }

        @Override
        protected Rule rule() {
            return new AtomicsLost();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("a Radeon for Linux", this::radeon, Desk.guestWithCard() + "os: linux\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("for Windows", this::radeon, WINDOWS),
                    desk("one function", this::radeon, Desk.guestWithHalfACard() + "os: linux\n"),
                    desk("another maker", Desk.guestWithCard() + "os: linux\n"));
        }
    }

    @Nested
    @DisplayName("F16")
    class F16 extends RuleExam {
        private void messages(HostTree tree) {
            byte[] bytes = new byte[256];
            bytes[0] = (byte) 0xde;
            bytes[1] = 0x10;
            bytes[6] = 0x10;
            bytes[0x0a] = 3;
            bytes[0x0b] = 4;
            bytes[0x34] = 0x40;
            bytes[0x40] = 5;
            bytes[0x42] = (byte) 0x80;
            tree.function(Desk.AUDIO).config(bytes);
        }

        @Override
        protected Rule rule() {
            return new SoundWithoutMessages();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("sound on Windows", this::messages, WINDOWS));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("on Linux", this::messages, Desk.guestWithCard() + "os: linux\n"),
                    desk("not shown", WINDOWS));
        }
    }

    @Nested
    @DisplayName("F17")
    class F17 extends RuleExam {
        @Override
        protected Rule rule() {
            return new DisplayPropertyMisused();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(RuleCase.profile("ramfb", Desk.guest()
                    + "raw:\n  qemu: [\"-device\", \"vfio-pci,host=01:00.0,ramfb=on\"]\n"),
                    RuleCase.profile("resolution", Desk.guest()
                            + "raw:\n  qemu: [\"-device\", \"vfio-pci,host=01:00.0,xres=1920\"]\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(RuleCase.profile("with its display", Desk.guest()
                    + "raw:\n  qemu: [\"-device\", \"vfio-pci,host=01:00.0,display=on,ramfb=on\"]\n"));
        }
    }
}
