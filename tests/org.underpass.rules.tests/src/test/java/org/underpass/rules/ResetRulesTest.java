package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.reset.AmdResetBug;
import org.underpass.rules.reset.ForcedBusReset;
import org.underpass.rules.reset.ForcedFlr;
import org.underpass.rules.reset.ForcedPowerReset;
import org.underpass.rules.reset.NoReset;
import org.underpass.rules.reset.ResetHitsOthers;
import org.underpass.rules.reset.VendorResetUnused;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group D. */
class ResetRulesTest {
    /** A controller of the chipset: on the root bus, where no bridge can reset it. */
    private static void controller(HostTree tree, String methods) {
        tree.function("0000:00:14.0").ids("8086:1c02").classCode(0x010601).driver("ahci").group(3);
        if (!methods.isEmpty()) {
            tree.function("0000:00:14.0").attribute("reset_method", methods);
        }
    }

    @Nested
    @DisplayName("D01")
    class D01 extends RuleExam {
        private static final String GUEST = "{address: \"0000:00:14.0\"}";

        @Override
        protected Rule rule() {
            return new NoReset();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the kernel lists none", tree -> controller(tree, ""), Desk.guest(GUEST)),
                    desk("all are switched off", tree -> {
                        controller(tree, "");
                        tree.function("0000:00:14.0").attribute("reset_method", "");
                    }, Desk.guest(GUEST)),
                    desk("none on a laptop", tree -> controller(tree.chassis(10), ""), Desk.guest(GUEST)));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a function-level reset", Desk.guestWithCard()),
                    desk("the controller has one", tree -> controller(tree, "flr"), Desk.guest(GUEST)),
                    desk("the bus can be reset", tree -> tree.function(Desk.CARD).attribute("reset_method", "bus"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D02")
    class D02 extends RuleExam {
        private void busOnly(HostTree tree) {
            tree.function(Desk.CARD).attribute("reset_method", "bus");
            tree.function(Desk.AUDIO).attribute("reset_method", "bus");
        }

        @Override
        protected Rule rule() {
            return new ResetHitsOthers();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("half a card", this::busOnly, Desk.guestWithHalfACard()),
                    desk("half a card, knowingly", this::busOnly, Desk.guest("{address: \"" + Desk.CARD
                            + "\", functions: [0], reset: {neighbours: accept}}")),
                    desk("two cards below one bridge", tree -> {
                        busOnly(tree);
                        tree.function("0000:01:01.0").behind(Desk.PORT).ids("8086:1521").classCode(0x020000)
                                .driver("igb").group(1);
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the whole card", this::busOnly, Desk.guestWithCard()),
                    desk("half a card that has a reset of its own", Desk.guestWithHalfACard()),
                    on("neither methods nor capabilities are shown", tree -> {
                        tree.function(Desk.PORT).ids("8086:1901").classCode(0x060400).group(1);
                        tree.function(Desk.CARD).behind(Desk.PORT).ids("10de:1187").classCode(0x030000).group(1);
                        tree.function(Desk.AUDIO).behind(Desk.PORT).ids("10de:0e0a").classCode(0x040300).group(1);
                    }, Desk.guestWithHalfACard()),
                    desk("the other half is on vfio-pci, unused", tree -> {
                        busOnly(tree);
                        tree.function(Desk.AUDIO).driver("vfio-pci");
                    }, Desk.guestWithHalfACard()));
        }
    }

    @Nested
    @DisplayName("D03")
    class D03 extends RuleExam {
        private void radeon(HostTree tree, String ids, String methods) {
            tree.function(Desk.CARD).ids(ids).attribute("reset_method", methods);
        }

        @Override
        protected Rule rule() {
            return new AmdResetBug();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("Polaris 10", tree -> radeon(tree, "1002:67df", "pm bus"), Desk.guestWithCard()),
                    desk("Navi 10", tree -> radeon(tree, "1002:731f", "bus"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("vendor-reset is selected", tree -> radeon(tree, "1002:67df", "device_specific bus"),
                            Desk.guestWithCard()),
                    desk("Navi 21 resets well", tree -> radeon(tree, "1002:73bf", "bus"), Desk.guestWithCard()),
                    desk("NVIDIA", Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D04")
    class D04 extends RuleExam {
        @Override
        protected Rule rule() {
            return new VendorResetUnused();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("loaded, not selected", tree -> {
                        tree.function(Desk.CARD).ids("1002:67df").attribute("reset_method", "bus");
                        tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0000000000000000 (OE)");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("not loaded", tree -> tree.function(Desk.CARD).ids("1002:67df")
                            .attribute("reset_method", "bus"), Desk.guestWithCard()),
                    desk("selected", tree -> {
                        tree.function(Desk.CARD).ids("1002:67df").attribute("reset_method", "device_specific bus");
                        tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0000000000000000 (OE)");
                    }, Desk.guestWithCard()),
                    desk("an old kernel, which lists none", tree -> {
                        tree.kernel("5.10.0-28-amd64").function(Desk.CARD).ids("1002:67df");
                        tree.file("proc/modules", "vendor_reset 114688 0 - Live 0x0000000000000000 (OE)");
                    }, Desk.guestWithCard()));
        }
    }

    /** A guest whose profile names reset methods. */
    private static String forced(String methods) {
        return Desk.guest("{address: \"" + Desk.CARD + "\", reset: {methods: [" + methods + "]}}");
    }

    @Nested
    @DisplayName("D08")
    class D08 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ForcedFlr();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a Matisse controller", tree -> tree.function(Desk.CARD).ids("1022:149c"),
                            forced("flr, bus")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("another device", forced("flr")),
                    desk("the choice is the kernel's", tree -> tree.function(Desk.CARD).ids("1022:149c"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("D09")
    class D09 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ForcedBusReset();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("Hopper", tree -> tree.function(Desk.CARD).ids("10de:2342").classCode(0x030200),
                            forced("bus")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an older one", forced("bus")),
                    desk("by function", tree -> tree.function(Desk.CARD).ids("10de:2342").classCode(0x030200),
                            forced("flr")));
        }
    }

    @Nested
    @DisplayName("D10")
    class D10 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ForcedPowerReset();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a Radeon", tree -> tree.function(Desk.CARD).ids("1002:6610"), forced("pm")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a GeForce", forced("pm")),
                    desk("a Radeon by bus", tree -> tree.function(Desk.CARD).ids("1002:6610"), forced("bus")));
        }
    }
}
