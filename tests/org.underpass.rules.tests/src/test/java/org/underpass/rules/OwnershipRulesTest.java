package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.groups.ConventionalAlias;
import org.underpass.rules.groups.GroupNodeDenied;
import org.underpass.rules.groups.IdsTakeHostDevice;
import org.underpass.rules.groups.OwnedByAnother;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group B: whose a device is, and what the IOMMU sees of it. */
class OwnershipRulesTest {
    @Nested
    @DisplayName("B11")
    class B11 extends RuleExam {
        private void usb(HostTree tree, String second) {
            tree.function("0000:05:00.0").ids("1b21:2142").classCode(0x0c0330).driver("xhci_hcd").group(9);
            tree.function("0000:06:00.0").ids(second).classCode(0x0c0330).driver("xhci_hcd").group(10);
        }

        @Override
        protected Rule rule() {
            return new IdsTakeHostDevice();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a second USB controller of the kind", tree -> {
                        usb(tree, "1b21:2142");
                        tree.modprobe("vfio.conf", "options vfio-pci ids=1b21:2142");
                    }, Desk.guest("{address: \"0000:05:00.0\"}")),
                    desk("the host's disk", tree -> {
                        Desk.disk(tree, 4, "/").modprobe("vfio.conf", "options vfio-pci ids=144d:a808");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("another kind", tree -> {
                        usb(tree, "1b21:3242");
                        tree.modprobe("vfio.conf", "options vfio-pci ids=1b21:2142");
                    }, Desk.guest("{address: \"0000:05:00.0\"}")),
                    desk("no ids", tree -> {
                        usb(tree, "1b21:2142");
                    }, Desk.guest("{address: \"0000:05:00.0\"}")),
                    desk("a second graphics card is B10's", tree -> {
                        tree.function("0000:05:00.0").ids("10de:1c03").classCode(0x030000).group(9);
                        tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B14")
    class B14 extends RuleExam {
        private void libvirt(HostTree tree, String folder, String name, int function) {
            tree.file(folder + "/libvirt/qemu/" + name + ".xml", """
                    <domain type='kvm'>
                      <name>%s</name>
                      <devices>
                        <hostdev mode='subsystem' type='pci' managed='yes'>
                          <source>
                            <address domain='0x0000' bus='0x01' slot='0x00' function='0x%x'/>
                          </source>
                          <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/>
                        </hostdev>
                      </devices>
                    </domain>
                    """.formatted(name, function));
        }

        @Override
        protected Rule rule() {
            return new OwnedByAnother();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a running guest has it", tree -> {
                        libvirt(tree, "run", "win11", 0);
                    }, Desk.guestWithCard()),
                    desk("a guest that is defined has it", tree -> {
                        libvirt(tree, "etc", "win11", 0);
                    }, Desk.guestWithCard()),
                    desk("another guest has a neighbour", tree -> {
                        libvirt(tree, "run", "win11", 1);
                    }, Desk.guestWithHalfACard()),
                    desk("a process has the group", tree -> {
                        tree.function(Desk.CARD).driver("vfio-pci");
                        tree.file("proc/4711/comm", "qemu-system-x86").link("proc/4711/fd/30", "/dev/vfio/1");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nobody has it", Desk.guestWithCard()),
                    desk("this very guest has it", tree -> {
                        libvirt(tree, "etc", "guest", 0);
                    }, Desk.guestWithCard()),
                    desk("another device", tree -> {
                        libvirt(tree, "run", "win11", 5);
                    }, Desk.guestWithCard()),
                    desk("a process has another group", tree -> {
                        tree.function(Desk.CARD).driver("vfio-pci");
                        tree.file("proc/4711/comm", "qemu-system-x86").link("proc/4711/fd/30", "/dev/vfio/12");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B17")
    class B17 extends RuleExam {
        /** No libvirt. */
        private void no(HostTree tree) {
            tree.file("underpass/programs", "qemu-system-x86_64 8.2.0");
        }

        @Override
        protected Rule rule() {
            return new GroupNodeDenied();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("libvirt leaves owners as they are", tree -> {
                        tree.file("underpass/stat", "1700000000 600 root root dev/vfio/1")
                        .file("etc/libvirt/qemu.conf", "user = \"qemu\"\ndynamic_ownership = 0");
                    }, Desk.guestWithCard()),
                    desk("only root may", tree -> {
                        no(tree);
                        tree.file("underpass/stat", "1700000000 600 root root dev/vfio/1");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("libvirt sets owners", tree -> {
                        tree.file("underpass/stat", "1700000000 600 root root dev/vfio/1")
                                .file("etc/libvirt/qemu.conf", "user = \"qemu\"");
                    }, Desk.guestWithCard()),
                    desk("the node is the user's", tree -> {
                        tree.file("underpass/stat", "1700000000 600 qemu root dev/vfio/1")
                        .file("etc/libvirt/qemu.conf", "user = \"qemu\"\ndynamic_ownership = 0");
                    }, Desk.guestWithCard()),
                    desk("everybody may", tree -> {
                        no(tree);
                        tree.file("underpass/stat", "1700000000 666 root root dev/vfio/1");
                    }, Desk.guestWithCard()),
                    desk("the node is not shown", tree -> {
                        no(tree);
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("B18")
    class B18 extends RuleExam {
        private void sound(HostTree tree, String bridge) {
            tree.function("0000:00:1e.0").ids(bridge).classCode(0x060401).group(9);
            tree.function("0000:07:00.0").behind("0000:00:1e.0").ids("1102:0005").classCode(0x040100).group(9);
        }

        @Override
        protected Rule rule() {
            return new ConventionalAlias();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("behind a bridge of the list", tree -> {
                        sound(tree, "8086:244e");
                    }, Desk.guest("{address: \"0000:07:00.0\"}")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("behind another bridge", tree -> {
                        sound(tree, "8086:1901");
                    }, Desk.guest("{address: \"0000:07:00.0\"}")),
                    desk("a PCI Express card", Desk.guestWithCard()));
        }
    }
}
