package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.KernelArguments;
import org.underpass.host.Provenance;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.DeviceScope;
import org.underpass.iommu.acpi.DmarStructure;
import org.underpass.iommu.acpi.InterruptControllers;
import org.underpass.iommu.acpi.IvhdEntry;
import org.underpass.iommu.acpi.IvrsStructure;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.Structure;
import org.underpass.rules.Given;
import org.underpass.rules.Logged;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A06: an I/O interrupt controller that the remapping table forgets. */
public final class IoapicUnmapped implements Rule {
    private static final RuleInfo INFO = RuleText.of("A06", Severity.WARNING, Basis.SOURCE, Scope.HOST)
            .title("the firmware's table forgets an I/O APIC")
            .why("The kernel switches interrupt remapping off as a whole when one I/O APIC is in no table, and VFIO "
                    + "then refuses devices.")
            .cure("Update firmware; on AMD the argument ivrs_ioapic[] can say what the table leaves out.")
            .symptoms("not in IVRS table", "has no mapping iommu", "Disabling interrupt remapping")
            .references("Linux drivers/iommu/amd/init.c, check_ioapic_information",
                    "Linux drivers/iommu/intel/irq_remapping.c, parse_ioapics_under_ir",
                    "Linux Documentation/admin-guide/kernel-parameters.txt, ivrs_ioapic")
            .info();

    /** Variety of a special device entry (AMD IOMMU specification 3.08, table 95). */
    private static final int IOAPIC = 1;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        if (Given.nothing(context) || IommuState.isUnderXen(host) || isSwitchedOff(host)) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        Optional<InterruptControllers.IoApic> first = Optional.empty();
        boolean amd = false;
        if (host.iommu().table("APIC") instanceof Fact.Known<AcpiTable> madt) {
            List<InterruptControllers.IoApic> all = InterruptControllers.of(madt.it()).ioApics();
            for (Fact.Known<AcpiTable> table : host.iommu().remappingTables()) {
                Optional<Set<Integer>> named = named(RemappingTable.decode(table.it()));
                for (InterruptControllers.IoApic one : named.isPresent() ? all
                        : List.<InterruptControllers.IoApic>of()) {
                    if (!named.get().contains(one.id()) && !isGivenByHand(host, one.id())) {
                        amd = table.it().signature().equals("IVRS");
                        first = first.or(() -> Optional.of(one));
                        evidence.add(Evidence.of("I/O APIC " + one.id() + " is there",
                                Provenance.offset(madt.source().file(), one.offset())));
                        evidence.add(Evidence.of("no structure of the " + table.it().signature() + " table names it",
                                table.source()));
                    }
                }
            }
        }
        Optional<Evidence> logged = Logged.find(host, "not in IVRS table")
                .or(() -> Logged.find(host, "has no mapping iommu, interrupt remapping"));
        logged.ifPresent(evidence::add);
        if (evidence.isEmpty()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host")
                .message(first.map(a -> "firmware's table leaves out I/O APIC " + a.id()).orElse(
                        "firmware's table leaves out an I/O APIC") + ", so the kernel remaps no interrupts")
                .evidence(evidence)
                .fix(new Fix.Manual("update firmware", Fix.Manual.Where.FIRMWARE));
        // AMD's chipset controller takes the first interrupts and sits at 00:14.0 (amd/init.c, IOAPIC_SB_DEVID).
        if (amd && first.filter(a -> a.interruptBase() == 0).isPresent()) {
            finding.fix(new Fix.HostChange("tell the kernel where the chipset's I/O APIC is",
                    Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "ivrs_ioapic[" + first.get().id() + "]", "00:14.0"));
        }
        findings.accept(finding.build());
    }

    /** The ids that a table names; empty where the table is no matter here. */
    private static Optional<Set<Integer>> named(RemappingTable table) {
        Set<Integer> ids = new TreeSet<>();
        if (table instanceof RemappingTable.Ivrs) {
            for (Structure structure : table.structures()) {
                if (structure instanceof IvrsStructure.Ivhd unit) {
                    for (IvhdEntry entry : unit.entries()) {
                        if (entry instanceof IvhdEntry.Special special && special.variety() == IOAPIC) {
                            ids.add(special.handle());
                        }
                    }
                }
            }
            return Optional.of(ids);
        }
        if (table instanceof RemappingTable.Dmar dmar && dmar.interruptRemapping()) {
            for (Structure structure : table.structures()) {
                if (structure instanceof DmarStructure.Drhd unit) {
                    unit.scopes().stream().filter(s -> s.kind() == DeviceScope.Kind.IOAPIC)
                            .forEach(s -> ids.add(s.enumerationId()));
                }
            }
            return Optional.of(ids);
        }
        return Optional.empty();
    }

    private static boolean isSwitchedOff(Host host) {
        return host.kernel().arguments().value()
                .filter(a -> a.has("nointremap") || a.has("intremap", "off")).isPresent();
    }

    /** {@code ivrs_ioapic[4]=00:14.0} and {@code ivrs_ioapic=4@0000:00:14.0}. */
    private static boolean isGivenByHand(Host host, int id) {
        KernelArguments arguments = host.kernel().arguments().orElse(new KernelArguments(List.of()));
        return arguments.has("ivrs_ioapic[" + id + "]")
                || arguments.values("ivrs_ioapic").stream().anyMatch(v -> v.startsWith(id + "@"));
    }
}
