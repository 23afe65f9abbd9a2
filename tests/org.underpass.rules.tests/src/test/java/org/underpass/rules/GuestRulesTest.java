package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.guest.Balloon;
import org.underpass.rules.guest.HugePagesShort;
import org.underpass.rules.guest.LookingGlassSize;
import org.underpass.rules.guest.MemoryLock;
import org.underpass.rules.guest.MmioWindow;
import org.underpass.rules.guest.XenMemoryHole;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group F. */
class GuestRulesTest {
    @Nested
    @DisplayName("F09")
    class F09 extends RuleExam {
        private static final String LIMITS = "etc/security/limits.conf";

        @Override
        protected Rule rule() {
            return new MemoryLock();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a limit for all", tree -> tree.file(LIMITS, "# limits\n*  hard  memlock  65536"),
                            Desk.guestWithCard()),
                    desk("enough for one device, not for two behind an IOMMU of the guest's", tree -> {
                        tree.function("0000:03:00.0").behind(Desk.PORT).ids("8086:1521").classCode(0x020000);
                        tree.file(LIMITS, "alice  -  memlock  10485760");
                    }, Desk.guest("{address: \"" + Desk.CARD + "\"}", "{address: \"0000:03:00.0\"}")
                            .replace("memory: 8 GiB", "memory: 8 GiB\n  iommu: intel")),
                    desk("iommufd charges BARs", tree -> {
                        tree.function(Desk.CARD).resources("0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                                "0x0000004000000000 0x00000043ffffffff 0x000000000014220c");
                        tree.file(LIMITS, "alice  -  memlock  10485760");
                    }, Desk.guestWithCard().replace("memory: 8 GiB", "memory: 8 GiB\n  iommufd: true")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("no limit is configured", tree -> tree.file(LIMITS, "# nothing"), Desk.guestWithCard()),
                    desk("it is high enough", tree -> tree.file(LIMITS, "alice  -  memlock  10485760"),
                            Desk.guestWithCard()),
                    desk("it is unlimited for those who run guests", tree -> tree.file(LIMITS,
                            "*  hard  memlock  65536\n@kvm  -  memlock  unlimited"), Desk.guestWithCard()),
                    desk("a limit of the sound system's", tree -> tree.file("etc/security/limits.d/25-pw.conf",
                            "@pipewire  -  memlock  4194304"), Desk.guestWithCard()),
                    desk("libvirt's own is about something else", tree -> tree.file(
                            "usr/lib/systemd/system/libvirtd.service", "[Service]\nLimitMEMLOCK=64M"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("F10")
    class F10 extends RuleExam {
        private static final String HUGE = Desk.guestWithCard().replace("memory: 8 GiB",
                "memory: 8 GiB\n  hugepages: 1 GiB");

        private void pool(HostTree tree, String directory, int count, int free) {
            tree.file(directory + "/nr_hugepages", "" + count).file(directory + "/free_hugepages", "" + free);
        }

        @Override
        protected Rule rule() {
            return new HugePagesShort();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("too few", tree -> pool(tree, "sys/kernel/mm/hugepages/hugepages-1048576kB", 4, 3), HUGE),
                    desk("none of the size", tree -> pool(tree, "sys/kernel/mm/hugepages/hugepages-2048kB", 0, 0),
                            HUGE),
                    desk("enough, but on the other node", tree -> {
                        pool(tree, "sys/kernel/mm/hugepages/hugepages-1048576kB", 16, 16);
                        pool(tree, "sys/devices/system/node/node0/hugepages/hugepages-1048576kB", 16, 16);
                        pool(tree, "sys/devices/system/node/node1/hugepages/hugepages-1048576kB", 0, 0);
                    }, HUGE.replace("hugepages: 1 GiB", "hugepages: 1 GiB\n  numaNode: 1")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("enough", tree -> pool(tree, "sys/kernel/mm/hugepages/hugepages-1048576kB", 8, 8), HUGE),
                    desk("ordinary pages", tree -> pool(tree, "sys/kernel/mm/hugepages/hugepages-1048576kB", 0, 0),
                            Desk.guestWithCard()),
                    desk("no pool is shown", HUGE));
        }
    }

    @Nested
    @DisplayName("F01")
    class F01 extends RuleExam {
        private void large(HostTree tree) {
            tree.function(Desk.CARD).resources("0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                    "0x0000004000000000 0x00000043ffffffff 0x000000000014220c");
        }

        @Override
        protected Rule rule() {
            return new MmioWindow();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("narrow addresses", tree -> {
                        large(tree);
                        tree.file("proc/cpuinfo", "address sizes\t: 36 bits physical, 48 bits virtual");
                    }, Desk.guestWithCard()),
                    desk("as large as all of older firmware's window", tree -> tree.function(Desk.CARD).resources(
                            "0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                            "0x0000004000000000 0x00000047ffffffff 0x000000000014220c"), Desk.guestWithCard()),
                    desk("a window that is too small", this::large,
                            Desk.guestWithCard() + "firmware:\n  mmio64Window: 8 GiB\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("wide addresses", tree -> {
                        large(tree);
                        tree.file("proc/cpuinfo", "address sizes\t: 46 bits physical, 48 bits virtual");
                    }, Desk.guestWithCard()),
                    desk("a window that is large enough", this::large,
                            Desk.guestWithCard() + "firmware:\n  mmio64Window: 64 GiB\n"),
                    desk("the width is not shown", this::large, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("F03")
    class F03 extends RuleExam {
        @Override
        protected Rule rule() {
            return new XenMemoryHole();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("eight gigabytes on Xen", Desk.guestWithCard() + "backend: xen\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("on KVM", Desk.guestWithCard()),
                    desk("three on Xen", Desk.guestWithCard().replace("8 GiB", "3 GiB") + "backend: xen\n"));
        }
    }

    @Nested
    @DisplayName("F08")
    class F08 extends RuleExam {
        @Override
        protected Rule rule() {
            return new Balloon();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    RuleCase.profile("a balloon", Desk.guestWithCard().replace("8 GiB", "8 GiB\n  balloon: true")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    RuleCase.profile("none", Desk.guestWithCard()),
                    RuleCase.profile("a balloon, no device", Desk.guest().replace("8 GiB", "8 GiB\n  balloon: true")));
        }
    }

    @Nested
    @DisplayName("F13")
    class F13 extends RuleExam {
        private static final String GLASS = "display:\n  guest:\n    lookingGlass:\n      width: 2560\n"
                + "      height: 1440\n";

        @Override
        protected Rule rule() {
            return new LookingGlassSize();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    RuleCase.profile("too small", Desk.guestWithCard() + GLASS + "      size: 16 MiB\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    RuleCase.profile("computed", Desk.guestWithCard() + GLASS),
                    RuleCase.profile("large enough", Desk.guestWithCard() + GLASS + "      size: 128 MiB\n"));
        }
    }
}
