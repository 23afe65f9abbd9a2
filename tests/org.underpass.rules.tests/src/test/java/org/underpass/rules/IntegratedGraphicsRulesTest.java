package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.rom.ApuNeedsRom;
import org.underpass.rules.rom.IgdLegacyImpossible;
import org.underpass.rules.rom.IgdWithoutBootVideo;
import org.underpass.rules.rom.IgdWithoutSound;
import org.underpass.rules.rom.NoOpRegion;
import org.underpass.rules.rom.ParentWithVirtualFunctions;
import org.underpass.rules.rom.RomNotReadable;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group E, from E07 on. */
class IntegratedGraphicsRulesTest {
    private static final String IGD = "{address: \"" + Desk.BUILT_IN + "\"}";

    private static String igd(String more) {
        return Desk.guest("{address: \"" + Desk.BUILT_IN + "\", " + more + "}");
    }

    private static void config(HostTree tree, int opRegion) {
        byte[] bytes = new byte[256];
        bytes[0] = (byte) 0x86;
        bytes[1] = (byte) 0x80;
        bytes[2] = 0x12;
        bytes[3] = 0x19;
        bytes[0x0b] = 3;
        bytes[0xfe] = (byte) opRegion;
        tree.function(Desk.BUILT_IN).config(bytes);
    }

    @Nested
    @DisplayName("E07")
    class E07 extends RuleExam {
        private static final String PATH = "usr/share/vgabios/card.rom";

        private String guest(String path) {
            return Desk.guest("{address: \"" + Desk.CARD + "\", rom: {file: \"" + path + "\"}}");
        }

        @Override
        protected Rule rule() {
            return new RomNotReadable();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("only its owner reads it", tree -> tree.file(PATH, "U")
                    .file("underpass/modes", "0600 " + PATH), guest("/" + PATH)),
                    desk("in a home", guest("/home/me/card.rom")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("all read it", tree -> tree.file(PATH, "U")
                    .file("underpass/modes", "0644 " + PATH), guest("/" + PATH)),
                    desk("QEMU is root", tree -> tree.file(PATH, "U").file("underpass/modes", "0600 " + PATH)
                            .file("etc/libvirt/qemu.conf", "user = \"root\""), guest("/" + PATH)),
                    desk("modes are not shown", tree -> tree.file(PATH, "U"), guest("/" + PATH)),
                    desk("no file", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("E08")
    class E08 extends RuleExam {
        private static final String RIGHT = "guestAddress: \"00:02.0\", igd: {legacyMode: \"on\"}";

        @Override
        protected Rule rule() {
            return new IgdLegacyImpossible();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("on q35", igd(RIGHT)),
                    desk("elsewhere in the guest", igd("igd: {legacyMode: \"on\"}")
                            .replace("memory: 8 GiB", "memory: 8 GiB\n  type: i440fx")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("as QEMU wants it", igd(RIGHT).replace("memory: 8 GiB",
                    "memory: 8 GiB\n  type: i440fx")), desk("not asked for", igd("igd: {legacyMode: auto}")));
        }
    }

    @Nested
    @DisplayName("E09")
    class E09 extends RuleExam {
        @Override
        protected Rule rule() {
            return new NoOpRegion();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("none in firmware", tree -> config(tree, 0), igd("igd: {opRegion: true}")),
                    desk("not the primary one", tree -> tree.function(Desk.BUILT_IN).classCode(0x038000),
                            Desk.guest(IGD)),
                    desk("a kernel without it", tree -> tree.kernelConfig("CONFIG_VFIO_PCI=m",
                            "# CONFIG_VFIO_PCI_IGD is not set"), Desk.guest(IGD)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("it is there", tree -> config(tree, 0x7b), Desk.guest(IGD)),
                    desk("it is not wanted", tree -> config(tree, 0), igd("igd: {opRegion: false}")),
                    desk("another card", tree -> config(tree, 0), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("E10")
    class E10 extends RuleExam {
        @Override
        protected Rule rule() {
            return new IgdWithoutBootVideo();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("UEFI by default", Desk.guest(IGD)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("with a ROM", igd("rom: {file: /usr/share/vgabios/igd.rom}")),
                    desk("BIOS", Desk.guest(IGD) + "firmware:\n  type: bios\n"),
                    desk("another card", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("E11")
    class E11 extends RuleExam {
        private static final String SOUND = "0000:00:1f.3";

        private void sound(HostTree tree) {
            tree.function(SOUND).ids("8086:a170").classCode(0x040300).driver("snd_hda_intel").group(9);
        }

        @Override
        protected Rule rule() {
            return new IgdWithoutSound();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("left behind", this::sound, Desk.guest(IGD)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("given too", this::sound, Desk.guest(IGD, "{address: \"" + SOUND + "\"}")),
                    desk("none there", Desk.guest(IGD)), desk("a card with its own", this::sound,
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("E12")
    class E12 extends RuleExam {
        private void able(HostTree tree) {
            tree.function(Desk.BUILT_IN).attribute("sriov_totalvfs", "7").attribute("sriov_numvfs", "0");
        }

        @Override
        protected Rule rule() {
            return new ParentWithVirtualFunctions();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("asked for on the command line", tree -> {
                        able(tree);
                        tree.cmdline("intel_iommu=on i915.enable_guc=3 i915.max_vfs=7");
                    }, Desk.guest(IGD)),
                    desk("asked for in modprobe.d", tree -> {
                        able(tree);
                        tree.modprobe("xe.conf", "options xe max_vfs=3");
                    }, Desk.guest(IGD)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(desk("nobody wants them", this::able, Desk.guest(IGD)),
                    desk("it has none", tree -> tree.cmdline("intel_iommu=on i915.max_vfs=7"), Desk.guest(IGD)));
        }
    }

    @Nested
    @DisplayName("E13")
    class E13 extends RuleExam {
        private static final String GPU = "0000:05:00.0";

        private HostTree apu(HostTree tree) {
            tree.function("0000:00:08.1").ids("1022:1635").classCode(0x060400).driver("pcieport").group(7);
            tree.function(GPU).behind("0000:00:08.1").ids("1002:1638").classCode(0x030000).group(7);
            tree.function("0000:05:00.2").behind("0000:00:08.1").ids("1022:15df").classCode(0x108000).group(7);
            return tree;
        }

        @Override
        protected Rule rule() {
            return new ApuNeedsRom();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(desk("no file", this::apu, Desk.guest("{address: \"" + GPU + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("with a file", this::apu, Desk.guest("{address: \"" + GPU
                            + "\", rom: {file: /usr/share/vgabios/apu.rom}}")),
                    desk("a card", tree -> tree.function(Desk.CARD).ids("1002:73bf"), Desk.guestWithCard()));
        }
    }
}
