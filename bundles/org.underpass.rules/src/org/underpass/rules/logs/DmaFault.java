package org.underpass.rules.logs;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostGroups.ReservedRegion;
import org.underpass.host.IoMemory;
import org.underpass.iommu.acpi.DmarStructure;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.fault.Fault;
import org.underpass.iommu.fault.FaultLog;
import org.underpass.pci.PciAddress;
import org.underpass.rules.RuleText;
import org.underpass.rules.platform.FirmwareMapping;
import org.underpass.rules.platform.NoInterruptRemapping;
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

/**
 * H14: an IOMMU refused what a device asked for. Where firmware's own mappings (A07) or interrupts that nobody remaps
 * (A05) are behind it, the finding is theirs.
 */
public final class DmaFault implements LogRule {
    private static final RuleInfo INFO = RuleText.of("H14", Severity.WARNING, Basis.SOURCE, Scope.LOG)
            .title("the IOMMU refused what a device asked for")
            .why("The device reached for memory or an interrupt that nobody gave it; what it wanted to do did not "
                    + "happen.")
            .cure("Where a guest has the device, reset it before the next start; else look at its driver. "
                    + "'underpass iommu faults' shows each fault and what is mapped nearby.")
            .symptoms("[DMA Read", "[DMA Write", "INTR-REMAP…Request device", "AMD-Vi: …IO_PAGE_FAULT",
                    "Event logged [", "arm-smmu-v3 …: event …received")
            .references("Linux drivers/iommu/intel/dmar.c, dmar_fault_do_one",
                    "Linux drivers/iommu/amd/iommu.c, iommu_print_event",
                    "Linux drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c")
            .info();

    private static final int NO_CONTEXT = 0x02;
    private static final int OLD_FORMAT = 0x25;
    private static final int WRONG_SOURCE = 0x26;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        // A fault is past; whether one comes, no file tells.
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        Optional<Fault> parsed = FaultLog.parse(match.text());
        if (parsed.isEmpty()) {
            return false;
        }
        Fault fault = parsed.get();
        Optional<Host> host = context.hasHost() ? Optional.of(context.host()) : Optional.empty();
        String subject = fault.device().map(PciAddress::toString).orElse("log");
        Optional<Evidence> firmware = host.flatMap(h -> firmware(h, fault));
        Finding.Builder finding = Finding.of(firmware.isPresent() ? new FirmwareMapping().info() : owner(fault), subject)
                .severity(Severity.WARNING)
                .message(fault.device().map(d -> d + " was refused").orElse("a device was refused")
                        + (fault.address().isPresent() ? " 0x" + Long.toHexString(fault.address().getAsLong()) : "")
                        + ": " + cause(fault, firmware.isPresent()))
                .evidence(match.evidence(), new Evidence(fault.reason(), fault.event() + " in the words of the "
                        + "IOMMU's specification"));
        firmware.ifPresent(finding::evidence);
        host.flatMap(h -> stranger(h, fault)).ifPresent(finding::evidence);
        host.flatMap(h -> physical(h, fault)).ifPresent(finding::evidence);
        findings.accept(finding.fix(new Fix.Manual(firmware.isPresent()
                ? "switch off in firmware what works on that memory"
                : "reset the device before a guest gets it again, and look at its driver", firmware.isPresent()
                        ? Fix.Manual.Where.FIRMWARE : Fix.Manual.Where.HOST)).build());
        return true;
    }

    /** The rule that the reason code belongs to. */
    private static RuleInfo owner(Fault fault) {
        boolean old = fault.kind() == Fault.Kind.INTERRUPT && fault.unit() == Fault.Unit.INTEL
                && fault.code().orElse(-1) == OLD_FORMAT;
        return old ? new NoInterruptRemapping().info() : INFO;
    }

    private static String cause(Fault fault, boolean firmware) {
        if (firmware) {
            return "the address lies in memory that firmware reserved for a device's DMA";
        }
        int code = fault.unit() == Fault.Unit.INTEL ? fault.code().orElse(-1) : -1;
        if (code == NO_CONTEXT) {
            return "no driver has set the device up for DMA, or it sends under a number that the kernel does not "
                    + "expect";
        }
        return switch (fault.kind()) {
            case INTERRUPT -> code == OLD_FORMAT ? "an interrupt was set up before remapping was switched on, or by "
                    + "firmware" : code == WRONG_SOURCE ? "a bridge or an I/O APIC sends under another number than the "
                    + "firmware's tables say" : "the device still has an interrupt that the kernel has taken away";
            case DMA_READ, DMA_WRITE, DMA -> "the driver or guest that has the device gave it an address that is not "
                    + "mapped so, or it goes on after its memory was taken away, as a card does that was not reset";
            case CONFIGURATION -> "the tables that describe the device are missing or wrong";
            case UNIT_ERROR -> "the IOMMU met an error of its own";
        };
    }

    /** Ranges that the kernel or firmware keeps for the device: faults there come from firmware's own DMA. */
    private static Optional<Evidence> firmware(Host host, Fault fault) {
        if (fault.address().isEmpty() || fault.kind() == Fault.Kind.INTERRUPT) {
            return Optional.empty();
        }
        long address = fault.address().getAsLong();
        for (ReservedRegion region : fault.device().flatMap(d -> host.groups().of(d))
                .flatMap(g -> g.reserved().value()).orElse(List.of())) {
            if (region.type().startsWith("direct") && within(address, region.start(), region.end())) {
                return Optional.of(Evidence.of(range(region.start(), region.end()), region.source()));
            }
        }
        return host.iommu().table("DMAR").value().flatMap(table -> RemappingTable.decode(table).structures().stream()
                .filter(DmarStructure.Rmrr.class::isInstance).map(DmarStructure.Rmrr.class::cast)
                .filter(r -> within(address, r.baseAddress(), r.limitAddress())).findFirst()
                .map(r -> Evidence.of(range(r.baseAddress(), r.limitAddress()), host.iommu().table("DMAR"))));
    }

    private static String range(long first, long last) {
        return "firmware reserved 0x" + Long.toHexString(first) + " to 0x" + Long.toHexString(last);
    }

    private static Optional<Evidence> stranger(Host host, Fault fault) {
        return fault.device().filter(d -> !host.functions().isEmpty() && host.function(d).isEmpty())
                .map(d -> new Evidence("the machine has no function " + d + ": another function or a bridge sends "
                        + "requests under this number (a DMA alias), or the log is another machine's",
                        "sys/bus/pci/devices"));
    }

    private static Optional<Evidence> physical(Host host, Fault fault) {
        if (fault.address().isEmpty() || fault.kind() == Fault.Kind.INTERRUPT) {
            return Optional.empty();
        }
        long address = fault.address().getAsLong();
        List<IoMemory.Resource> owners = host.ioMemory().value().map(m -> m.within(address, address))
                .orElse(List.of());
        return owners.isEmpty() ? Optional.empty() : Optional.of(Evidence.of("were it a physical address, it would be "
                + "that of " + owners.getLast().name(), owners.getLast().source()));
    }

    private static boolean within(long address, long first, long last) {
        return Long.compareUnsigned(first, address) <= 0 && Long.compareUnsigned(address, last) <= 0;
    }
}
