package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.reset.NoReset;
import org.underpass.rules.reset.ResetHitsOthers;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group D. */
class ResetRulesTest {
    /** A controller of the chipset: on the root bus, where no bridge can reset it. */
    private static void controller(HostTree tree, String methods) {
        tree.function("0000:00:14.0").ids("8086:1e31").classCode(0x0c0330).driver("xhci_hcd").group(3);
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
}
