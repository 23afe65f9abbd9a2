package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.platform.AmdIommuOn;
import org.underpass.rules.platform.ContradictoryArguments;
import org.underpass.rules.platform.FirmwareMapping;
import org.underpass.rules.platform.IntelIommuNotAsked;
import org.underpass.rules.platform.IommuOff;
import org.underpass.rules.platform.LockedDown;
import org.underpass.rules.platform.NoInterruptRemapping;
import org.underpass.rules.platform.PassthroughMode;
import org.underpass.rules.platform.XenHidesGroups;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group A. */
class PlatformRulesTest {
    @Nested
    @DisplayName("A01")
    class A01 extends RuleExam {
        @Override
        protected Rule rule() {
            return new IommuOff();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    on("firmware has no table", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .file("sys/firmware/acpi/tables/FACP", "x"), Desk.guestWithCard()),
                    on("the kernel switches it off", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .acpiTable("IVRS", Tables.ivrs()).cmdline("quiet amd_iommu=off"), Desk.guestWithCard()),
                    on("groups are shown and there are none", tree -> Desk.withoutIommu(tree.root())
                            .folder("sys/kernel/iommu_groups"), Desk.guestWithCard()),
                    on("its registers do not answer", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .acpiTable("DMAR", Tables.dmar(1)).log("DMAR: [Firmware Bug]: Your BIOS is broken; DMAR "
                                    + "reported at address fed90000 returns all ones!"), Desk.guestWithCard()),
                    desk("one function is in no group", tree -> tree.function("0000:05:00.0").ids("10de:1c03")
                            .classCode(0x030000), Desk.guest("{address: \"0000:05:00.0\"}")),
                    card("a card on a machine without", tree -> Desk.withoutIommu(tree.root()).iommus(), Desk.CARD));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an IOMMU is at work", Desk.guestWithCard()),
                    on("nothing is shown about it", tree -> Desk.withoutIommu(tree.root()), Desk.guestWithCard()),
                    on("the guest gets nothing of the host", tree -> Desk.withoutIommu(tree.root()).iommus(),
                            Desk.guest()),
                    on("Xen owns the IOMMU", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .file("sys/hypervisor/type", "xen"), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A02")
    class A02 extends RuleExam {
        @Override
        protected Rule rule() {
            return new IntelIommuNotAsked();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    on("a table and no argument", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .acpiTable("DMAR", Tables.dmar(1)).cmdline("quiet"), Desk.guestWithCard()),
                    on("the default is off", tree -> Desk.withoutIommu(tree.root()).iommus().cmdline("quiet")
                            .acpiTable("DMAR", Tables.dmar(1)).kernelConfig("CONFIG_INTEL_IOMMU=y",
                                    "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set"), Desk.guestWithCard()),
                    on("an Intel processor and nothing known of tables", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .cmdline("quiet").file("proc/cpuinfo", "vendor_id\t: GenuineIntel"), Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("it is on", Desk.guestWithCard()),
                    on("the default is on, and firmware is at fault", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .cmdline("quiet").acpiTable("DMAR", Tables.dmar(1))
                            .kernelConfig("CONFIG_INTEL_IOMMU=y", "CONFIG_INTEL_IOMMU_DEFAULT_ON=y"),
                            Desk.guestWithCard()),
                    on("it is asked for among other words", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .cmdline("intel_iommu=sm_on,on").acpiTable("DMAR", Tables.dmar(1)), Desk.guestWithCard()),
                    on("an AMD machine", tree -> Desk.withoutIommu(tree.root()).iommus().cmdline("quiet")
                            .acpiTable("IVRS", Tables.ivrs()), Desk.guestWithCard()),
                    on("the command line is not shown", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .acpiTable("DMAR", Tables.dmar(1)), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A03")
    class A03 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AmdIommuOn();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(host("the guides' argument", tree -> Desk.withoutIommu(tree.root())
                    .cmdline("quiet amd_iommu=on iommu=pt")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("a word that exists", tree -> Desk.withoutIommu(tree.root())
                            .cmdline("quiet amd_iommu=pgtbl_v2")),
                    host("after the dashes it is init's", tree -> Desk.withoutIommu(tree.root())
                            .cmdline("quiet -- amd_iommu=on")));
        }
    }

    @Nested
    @DisplayName("A05")
    class A05 extends RuleExam {
        @Override
        protected Rule rule() {
            return new NoInterruptRemapping();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("firmware has none", tree -> tree.acpiTable("DMAR", Tables.dmar(0)), Desk.guestWithCard()),
                    desk("it is switched off", tree -> tree.cmdline("intel_iommu=on intremap=off"),
                            Desk.guestWithCard()),
                    desk("a unit cannot", tree -> tree.file("sys/devices/virtual/iommu/dmar0/intel-iommu/ecap",
                            "f00006"), Desk.guestWithCard()),
                    desk("the kernel gave up", tree -> tree.log("AMD-Vi: Disabling interrupt remapping"),
                            Desk.guestWithCard()),
                    desk("it is accepted knowingly, which is said", tree -> tree.acpiTable("DMAR", Tables.dmar(0)),
                            Desk.guestWithCard() + "preparation:\n  unsafeInterrupts: true\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("firmware has it", Desk.guestWithCard()),
                    desk("the kernel says that it works", tree -> tree.acpiTable("DMAR", Tables.dmar(0))
                            .log("DMAR-IR: Enabled IRQ remapping in x2apic mode"), Desk.guestWithCard()),
                    on("no IOMMU is at work: that is another matter", tree -> Desk.withoutIommu(tree.root()).iommus()
                            .acpiTable("DMAR", Tables.dmar(0)), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A07")
    class A07 extends RuleExam {
        private static final String NIC = "0000:03:00.0";

        private void nic(HostTree tree) {
            tree.function("0000:00:1c.0").ids("8086:a110").classCode(0x060400).driver("pcieport").group(5);
            tree.function(NIC).behind("0000:00:1c.0").ids("8086:1521").classCode(0x020000).driver("igb").group(6)
                    .attribute("reset_method", "flr");
        }

        @Override
        protected Rule rule() {
            return new FirmwareMapping();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the kernel reserves a direct range", tree -> {
                        nic(tree);
                        tree.reservedRegions(6, "0x00000000791f4000 0x00000000791f7fff direct",
                                "0x00000000fee00000 0x00000000feefffff msi");
                    }, Desk.guest("{address: \"" + NIC + "\"}")),
                    desk("reserved memory behind a bridge", tree -> {
                        nic(tree);
                        tree.acpiTable("DMAR", Tables.dmar(1, Tables.rmrr(0x791f4000L, 0x791f7fffL, true, 0x1c, 0)));
                    }, Desk.guest("{address: \"" + NIC + "\"}")),
                    desk("a range of AMD's for all", tree -> {
                        nic(tree);
                        tree.acpiTable("IVRS", Tables.ivrs(Tables.ivmd(0, 0x0fff, 8, 0x9d000000L, 0x1000)));
                    }, Desk.guest("{address: \"" + NIC + "\"}")),
                    desk("the kernel refused once", tree -> {
                        nic(tree);
                        tree.log("igb " + NIC + ": Firmware has requested this device have a 1:1 IOMMU mapping, "
                                + "rejecting configuring the device without a 1:1 mapping. Contact your platform "
                                + "vendor.");
                    }, Desk.guest("{address: \"" + NIC + "\"}")),
                    host("a complaint about the table is told", tree -> Desk.at(tree.root()).log("DMAR: [Firmware Bug]:"
                            + " No firmware reserved region can cover this RMRR "
                            + "[0x00000000000e8000-0x00000000000e8fff],"
                            + " contact BIOS vendor for fixes")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nothing is reserved but for interrupts", tree -> tree.reservedRegions(1,
                            "0x00000000fee00000 0x00000000feefffff msi"), Desk.guestWithCard()),
                    desk("a range that drivers may take", tree -> tree.reservedRegions(2,
                            "0x000000008b800000 0x000000008fffffff direct-relaxable"),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")),
                    desk("graphics keep theirs only until a driver comes", tree -> tree.acpiTable("DMAR",
                            Tables.dmar(1, Tables.rmrr(0x8b800000L, 0x8fffffffL, false, 2, 0))),
                            Desk.guest("{address: \"" + Desk.BUILT_IN + "\"}")),
                    desk("another device's range", tree -> {
                        nic(tree);
                        tree.acpiTable("DMAR", Tables.dmar(1, Tables.rmrr(0x791f4000L, 0x791f7fffL, true, 0x1c, 0)));
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("A04")
    class A04 extends RuleExam {
        @Override
        protected Rule rule() {
            return new PassthroughMode();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("the guides' argument", tree -> Desk.at(tree.root()).cmdline("intel_iommu=on iommu=pt")),
                    host("its longer form", tree -> Desk.at(tree.root()).cmdline("iommu.passthrough=1")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("without it", tree -> Desk.at(tree.root())),
                    host("another word", tree -> Desk.at(tree.root()).cmdline("iommu=nopt")));
        }
    }

    @Nested
    @DisplayName("A10")
    class A10 extends RuleExam {
        @Override
        protected Rule rule() {
            return new XenHidesGroups();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("a control domain", tree -> Desk.withoutIommu(tree.root()).file("sys/hypervisor/type", "xen")),
                    host("the same by its capabilities", tree -> Desk.withoutIommu(tree.root())
                            .file("proc/xen/capabilities", "control_d")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("no hypervisor", tree -> Desk.at(tree.root())));
        }
    }

    @Nested
    @DisplayName("A11")
    class A11 extends RuleExam {
        @Override
        protected Rule rule() {
            return new LockedDown();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("Secure Boot", tree -> Desk.at(tree.root()).file("sys/kernel/security/lockdown",
                            "none [integrity] confidentiality")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("none", tree -> Desk.at(tree.root()).file("sys/kernel/security/lockdown",
                            "[none] integrity confidentiality")),
                    host("not shown", tree -> Desk.at(tree.root())));
        }
    }

    @Nested
    @DisplayName("A12")
    class A12 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ContradictoryArguments();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    host("both makers", tree -> Desk.at(tree.root()).cmdline("intel_iommu=on amd_iommu=on")
                            .file("proc/cpuinfo", "vendor_id\t: GenuineIntel")),
                    host("two lists of ids", tree -> Desk.at(tree.root()).cmdline("vfio-pci.ids=10de:1c03")
                            .modprobe("vfio.conf", "options vfio-pci ids=10de:1c03,10de:10f1")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    host("one maker", tree -> Desk.at(tree.root())),
                    host("the same list twice, in another order", tree -> Desk.at(tree.root())
                            .cmdline("vfio-pci.ids=10de:10f1,10de:1c03")
                            .modprobe("vfio.conf", "options vfio-pci ids=10de:1c03,10de:10f1")));
        }
    }
}
