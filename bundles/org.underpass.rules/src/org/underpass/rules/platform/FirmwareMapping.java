package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.host.HostGroups.ReservedRegion;
import org.underpass.host.Provenance;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.DmarStructure;
import org.underpass.iommu.acpi.IvrsStructure;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.pci.PciFunction;
import org.underpass.rules.Given;
import org.underpass.rules.Logged;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A07: firmware wants memory mapped one to one for the device, so a guest's mapping is refused. */
public final class FirmwareMapping implements LogRule {
    private static final String UNCOVERED = "No firmware reserved region can cover this RMRR";
    private static final String BAD_RMRR = "Your BIOS is broken; bad RMRR";

    private static final RuleInfo INFO = RuleText.of("A07", Severity.ERROR, Basis.SOURCE, Scope.HOST)
            .title("firmware keeps a mapping for the device")
            .why("Firmware says that the device works on memory of its own all the time, and a guest's address space "
                    + "would cut it off or collide with it, so the kernel refuses.")
            .cure("Switch the feature that wants it off with the maker's tools or in firmware (on HPE servers: shared "
                    + "memory features of the slot; on some AMD boards: Kernel DMA protection). A patched kernel "
                    + "(relax-intel-rmrr) is the last way, and a risk.")
            .symptoms("Device is ineligible for IOMMU domain attach due to platform RMRR requirement",
                    "Firmware has requested this device have a 1:1 IOMMU mapping",
                    "VFIO_GROUP_SET_CONTAINER", "Failed to set iommu for container: Invalid argument",
                    "Failed to set group container: Invalid argument", UNCOVERED, BAD_RMRR)
            .references("Linux drivers/iommu/iommu.c", "Linux drivers/iommu/intel/iommu.c, device_rmrr_is_relaxable",
                    "Linux drivers/iommu/amd/init.c, init_unity_map_range",
                    "https://github.com/AltraMayor/gatekeeper/issues/718",
                    "https://github.com/harvester/harvester/issues/7340",
                    "https://github.com/kiler129/relax-intel-rmrr")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        if (Given.forXen(context) || IommuState.isUnderXen(host)) {
            return;
        }
        brokenFirmware(host).ifPresent(findings::accept);
        for (HostFunction function : context.assignment().functions()) {
            List<Evidence> evidence = evidence(host, function);
            if (!evidence.isEmpty()) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message("firmware keeps memory mapped one to one for " + function.address()
                                + ", so the kernel does not let a guest have it")
                        .at(Given.place(context, function.address()))
                        .evidence(evidence)
                        .fix(new Fix.Manual("switch off what wants the mapping, in firmware or with the maker's tools "
                                        + "(HPE: shared memory features of the slot; AMD boards: Kernel DMA "
                                        + "protection)",
                                        Fix.Manual.Where.FIRMWARE),
                                new Fix.Manual("run a kernel patched to ignore it (relax-intel-rmrr), at the risk of "
                                        + "corrupted memory", Fix.Manual.Where.HOST))
                        .build());
            }
        }
    }

    /** The kernel's own list of the group decides where it is shown; else the firmware's tables. */
    private static List<Evidence> evidence(Host host, HostFunction function) {
        List<Evidence> all = new ArrayList<>();
        Optional<Group> group = host.groups().of(function.address());
        Optional<List<ReservedRegion>> reserved = group.flatMap(g -> g.reserved().value());
        if (reserved.isPresent()) {
            if (isExempt(function.pci()) && !host.kernel().version().value().map(v -> v.atLeast(5, 3)).orElse(true)) {
                return all; // Before 5.3 the kernel lets graphics and USB go, but does not yet say so in the type.
            }
            reserved.get().stream().filter(r -> r.type().equals("direct")).forEach(r -> all.add(Evidence.of(
                    String.format("group %s reserves 0x%x to 0x%x, type direct", group.get().id(), r.start(), r.end()),
                    r.source())));
        } else {
            // The kernel attaches every member of a group to the guest's address space, and one may refuse for all.
            TreeSet<PciAddress> members = new TreeSet<>(group.filter(g -> g.source() != HostGroups.Source.UNKNOWN)
                    .map(Group::functions).orElse(List.of()));
            members.add(function.address());
            for (Fact.Known<AcpiTable> table : host.iommu().remappingTables()) {
                RemappingUnits units = RemappingUnits.of(RemappingTable.decode(table.it()), host.topology());
                for (PciAddress member : members) {
                    host.topology().function(member).ifPresent(pci -> regions(units, table.source(), pci, all));
                }
            }
        }
        INFO.symptoms().stream().limit(2).flatMap(text -> Logged.find(host, text, function.address().toString()).stream())
                .findFirst().ifPresent(all::add);
        return all;
    }

    private static boolean isExempt(PciFunction function) {
        return function.isDisplay() || PciClass.isUsb(function.classCode());
    }

    private static void regions(RemappingUnits units, Provenance table, PciFunction member, List<Evidence> into) {
        for (RemappingUnits.ReservedRegion region : units.reservedRegions(member.address())) {
            boolean counts = switch (region.source()) {
                // Graphics and USB keep theirs only until a driver takes over.
                case DmarStructure.Rmrr rmrr -> !isExempt(member);
                // Exclusion ranges are mapped one to one as well (amd/init.c, init_unity_map_range).
                case IvrsStructure.Ivmd ivmd -> (ivmd.flags() & 0x9) != 0;
                default -> false;
            };
            if (counts) {
                into.add(Evidence.of(String.format("%s 0x%x to 0x%x for %s: %s", region.source().type(), region.base(),
                        region.limit(), member.address(), region.how()),
                        Provenance.offset(table.file(), region.source().offset())));
            }
        }
    }

    /** A complaint of the kernel's about the table alone stops nothing. */
    private static Optional<Finding> brokenFirmware(Host host) {
        return Logged.find(host, UNCOVERED).or(() -> Logged.find(host, BAD_RMRR)).map(FirmwareMapping::harmless);
    }

    private static Finding harmless(Evidence line) {
        return Finding.of(INFO, "host")
                .severity(Severity.INFO)
                .message("firmware describes reserved memory (RMRR) that its memory map does not")
                .why("The kernel complains and goes on; it stops no device from being given away.")
                .evidence(line)
                .build();
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        if (match.symptom().equals(UNCOVERED) || match.symptom().equals(BAD_RMRR)) {
            findings.accept(harmless(match.evidence()));
            return true;
        }
        return false;
    }
}
