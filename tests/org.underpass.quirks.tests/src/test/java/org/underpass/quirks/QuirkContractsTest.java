package org.underpass.quirks;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.underpass.host.Host;
import org.underpass.quirks.amd.AmdPlatform;
import org.underpass.quirks.amd.LaterRadeon;
import org.underpass.quirks.amd.Navi1x;
import org.underpass.quirks.amd.Polaris;
import org.underpass.quirks.amd.Radeon;
import org.underpass.quirks.amd.SeaIslands;
import org.underpass.quirks.amd.Vega;
import org.underpass.quirks.intel.IntelGraphics;
import org.underpass.quirks.intel.IntelPlatform;
import org.underpass.quirks.nvidia.Blackwell;
import org.underpass.quirks.nvidia.GeForce;
import org.underpass.quirks.nvidia.Hopper;
import org.underpass.quirks.other.KernelFlags;
import org.underpass.spi.quirk.Quirk;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;
import org.underpass.testkit.QuirkContract;
import org.underpass.testkit.TreeFunction;

/** Our quirks take the exam that a stranger's quirk takes. */
class QuirkContractsTest {
    /** One exam; the machines are built anew for each test. */
    abstract static class Exam extends QuirkContract {
        private int machines;

        abstract List<TreeFunction> cards();

        @Override
        protected final List<Host> examples() {
            return cards().stream().map(TreeFunction::host).map(Machines::open).toList();
        }

        TreeFunction slot(String ids, int classCode) {
            return Cards.inSlot(folder.resolve("machine-" + machines++), ids, classCode);
        }

        TreeFunction root(String ids, int classCode) {
            return Cards.onRoot(folder.resolve("machine-" + machines++), ids, classCode);
        }

        TreeFunction card(String ids, String audio) {
            TreeFunction card = Cards.withAudio(folder.resolve("machine-" + machines++), ids, audio)
                    .attribute("reset_method", "pm bus");
            Cards.modules(card.host().kernel("6.1.0"));
            return card;
        }

        TreeFunction with(TreeFunction card, String... modules) {
            Cards.modules(card.host(), modules);
            return card;
        }
    }

    @Nested
    class AmdPlatformExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new AmdPlatform();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1022);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(slot("1022:1487", 0x040300), root("1022:7901", 0x010601));
        }
    }

    @Nested
    class RadeonExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Radeon();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            TreeFunction four = card("1002:73bf", "1002:ab28");
            four.function("0000:01:00.2").behind(Cards.PORT).ids("1002:73a6").classCode(0x0c0330);
            four.function("0000:01:00.3").behind(Cards.PORT).ids("1002:73a4").classCode(0x0c8000);
            return List.of(card("1002:731f", "1002:ab38"), four, slot("1002:6613", 0x030000));
        }
    }

    @Nested
    class SeaIslandsExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new SeaIslands();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            TreeFunction registers = slot("1002:67b0", 0x030000).resources(
                    "0x00000000c0000000 0x00000000cfffffff 0x000000000014220c",
                    "0x0000000000000000 0x0000000000000000 0x0000000000000000");
            return List.of(card("1002:6658", "1002:aac0"), card("1002:67b0", "1002:aac8"), registers);
        }
    }

    @Nested
    class PolarisExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Polaris();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(card("1002:67df", "1002:aaf0"), with(card("1002:67ff", "1002:aae0"), "vendor_reset"));
        }
    }

    @Nested
    class VegaExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Vega();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(card("1002:687f", "1002:aaf8"), card("1002:66af", "1002:ab20"),
                    with(card("1002:66af", "1002:ab20").attribute("reset_method", "device_specific"),
                            "vendor_reset"));
        }
    }

    @Nested
    class Navi1xExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Navi1x();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(card("1002:731f", "1002:ab38"), slot("1002:7340", 0x030000),
                    with(card("1002:7360", "1002:ab38"), "vendor_reset"));
        }
    }

    @Nested
    class LaterRadeonExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new LaterRadeon();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1002);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(card("1002:744c", "1002:ab30"), root("1002:15bf", 0x030000), slot("1002:75a3", 0x120000));
        }
    }

    @Nested
    class GeForceExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new GeForce();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x10de);
        }

        @Override
        List<TreeFunction> cards() {
            TreeFunction hidden = slot("10de:1c03", 0x030000).config(new byte[4096]);
            return List.of(card("10de:2684", "10de:22ba"), hidden, slot("10de:13b1:17aa:222e", 0x030000));
        }
    }

    @Nested
    class HopperExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Hopper();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x10de);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(slot("10de:2342", 0x030200));
        }
    }

    @Nested
    class BlackwellExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new Blackwell();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x10de);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(card("10de:2b85", "10de:22e8"), card("10de:2c05", "10de:22e9"));
        }
    }

    @Nested
    class IntelPlatformExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new IntelPlatform();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x8086);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(root("8086:1502", 0x020000));
        }
    }

    @Nested
    class IntelGraphicsExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new IntelGraphics();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x8086);
        }

        @Override
        List<TreeFunction> cards() {
            return List.of(root("8086:0166", 0x030000), root("8086:1616", 0x030000), root("8086:5912", 0x030000));
        }
    }

    @Nested
    class KernelFlagsExam extends Exam {
        @Override
        protected Quirk quirk() {
            return new KernelFlags();
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x168c, 0x177d, 0x104c, 0x14c3);
        }

        @Override
        List<TreeFunction> cards() {
            HostTree port = HostTree.at(folder.resolve("cavium"));
            return List.of(slot("168c:003c", 0x028000), slot("14c3:0616", 0x028000), slot("104c:b005", 0x048000),
                    port.function("0000:00:01.0").ids("177d:a100").classCode(0x060400));
        }
    }
}
