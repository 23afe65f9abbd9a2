package org.underpass.rules;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.rom.NoBiosImage;
import org.underpass.rules.rom.NoEfiImage;
import org.underpass.rules.rom.RomCutOff;
import org.underpass.rules.rom.RomHeader;
import org.underpass.rules.rom.RomOfAnother;
import org.underpass.rules.rom.RomUnreadable;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.RuleCase;

/** Group E. */
class RomRulesTest {
    private static final String FILE = "usr/share/vgabios/card.rom";
    private static final String GUEST = Desk.guest("{address: \"" + Desk.CARD + "\", rom: {file: /" + FILE + "}}");

    @Nested
    @DisplayName("E01")
    class E01 extends RuleExam {
        @Override
        protected Rule rule() {
            return new RomUnreadable();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the card's own is none", tree -> tree.function(Desk.CARD).bytes("rom", new byte[64]),
                            Desk.guestWithCard()),
                    desk("the file is none", tree -> tree.file(FILE, "<html>404</html>"), GUEST),
                    desk("the file is not there", tree -> tree.complete("usr/share/vgabios"), GUEST),
                    desk("the kernel complained once", tree -> tree.log("vfio-pci " + Desk.CARD
                            + ": Invalid PCI ROM header signature: expecting 0xaa55, got 0xffff"),
                            Desk.guestWithCard()),
                    desk("a built-in adapter has none, which is told", tree -> tree.function(Desk.BUILT_IN)
                            .bytes("rom", new byte[64]), Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the card's own is good", tree -> tree.function(Desk.CARD)
                            .bytes("rom", Roms.of(0x10de, 0x1c03, 0, 3)), Desk.guestWithCard()),
                    desk("a good file instead of a bad ROM", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3))
                            .function(Desk.CARD).bytes("rom", new byte[64]), GUEST),
                    desk("the file is not shown", GUEST),
                    desk("nobody dumped it", tree -> tree.function(Desk.CARD).bytes("rom", new byte[0]),
                            Desk.guestWithCard()),
                    desk("the guest does not see it", tree -> tree.function(Desk.CARD).bytes("rom", new byte[64]),
                            Desk.guest("{address: \"" + Desk.CARD + "\", rom: {bar: false}}")));
        }
    }

    @Nested
    @DisplayName("E02")
    class E02 extends RuleExam {
        @Override
        protected Rule rule() {
            return new NoEfiImage();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a file for the BIOS only", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0)), GUEST),
                    desk("the card's own, and a virtual adapter beside it", tree -> tree.function(Desk.CARD)
                            .bytes("rom", Roms.of(0x10de, 0x1c03, 0)), Desk.guestWithCard()
                            + "display:\n  guest:\n    adapter: std\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a file for both", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3)), GUEST),
                    desk("BIOS firmware", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0)),
                            GUEST + "firmware:\n  type: bios\n"),
                    desk("the file is not shown", GUEST),
                    card("a card without a guest", tree -> Desk.at(tree.root()).function(Desk.CARD), Desk.CARD));
        }
    }

    @Nested
    @DisplayName("E03")
    class E03 extends RuleExam {
        @Override
        protected Rule rule() {
            return new NoBiosImage();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a file for UEFI only", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 3)),
                            GUEST + "firmware:\n  type: bios\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a file for both", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3)),
                            GUEST + "firmware:\n  type: bios\n"),
                    desk("UEFI firmware", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 3)), GUEST));
        }
    }

    @Nested
    @DisplayName("E04")
    class E04 extends RuleExam {
        @Override
        protected Rule rule() {
            return new RomCutOff();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("within the second image", tree -> tree.bytes(FILE,
                            Arrays.copyOf(Roms.of(0x10de, 0x1c03, 0, 3), 700)), GUEST),
                    desk("after the first image", tree -> tree.bytes(FILE,
                            Arrays.copyOf(Roms.of(0x10de, 0x1c03, 0, 3), 512)), GUEST));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("whole", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3)), GUEST),
                    desk("whole, with padding", tree -> tree.bytes(FILE,
                            Arrays.copyOf(Roms.of(0x10de, 0x1c03, 0, 3), 4096)), GUEST));
        }
    }

    @Nested
    @DisplayName("E05")
    class E05 extends RuleExam {
        @Override
        protected Rule rule() {
            return new RomHeader();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a flash tool's", tree -> tree.bytes(FILE, Roms.withHeader(Roms.of(0x10de, 0x1c03, 0, 3))),
                            GUEST));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("none", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3)), GUEST));
        }
    }

    @Nested
    @DisplayName("E06")
    class E06 extends RuleExam {
        @Override
        protected Rule rule() {
            return new RomOfAnother();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("of another model", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1b80, 0, 3)), GUEST),
                    desk("of another maker", tree -> tree.bytes(FILE, Roms.of(0x1002, 0x67df, 0, 3)), GUEST));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("its own", tree -> tree.bytes(FILE, Roms.of(0x10de, 0x1c03, 0, 3)), GUEST),
                    desk("not shown", GUEST));
        }
    }
}
