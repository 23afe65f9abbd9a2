package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostGroups;
import org.underpass.host.IoMemory;
import org.underpass.iommu.acpi.DmarStructure;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.Structure;
import org.underpass.iommu.fault.Fault;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.MappingVisitor;
import org.underpass.iommu.walk.Permissions;
import org.underpass.iommu.walk.Request;
import org.underpass.pci.PciAddress;

/** What a fault most likely comes from, each sentence with the rule that knows more where there is one. */
final class FaultHint {
    private static final int NO_CONTEXT = 0x02;
    private static final int OLD_FORMAT = 0x25;
    private static final int WRONG_SOURCE = 0x26;

    /** Each reads all tables that the kernel shows, which may be long. */
    private static final int MOST_VISITS = 32;

    private final Optional<Host> host;
    private int visitsLeft = MOST_VISITS;

    /** @param host the machine of the log; empty where only the log is known */
    FaultHint(Optional<Host> host) {
        this.host = host;
    }

    /**
     * @param rule id of the rule that judges the cause; null where none does
     */
    record Hint(String rule, String sentence) {
    }

    List<Hint> of(Fault fault) {
        List<Hint> hints = new ArrayList<>();
        fault.device().ifPresent(device -> stranger(device).ifPresent(hints::add));
        if (fault.address().isPresent() && fault.kind() != Fault.Kind.INTERRUPT) {
            long address = fault.address().getAsLong();
            fault.device().flatMap(device -> reserved(device, address)).ifPresent(hints::add);
            owner(address).ifPresent(hints::add);
            fault.device().flatMap(device -> nearest(device, address)).ifPresent(hints::add);
        }
        byCode(fault).ifPresent(hints::add);
        return hints;
    }

    private Optional<Hint> stranger(PciAddress device) {
        return host.isEmpty() || host.get().functions().isEmpty() || host.get().function(device).isPresent()
                ? Optional.empty() : Optional.of(new Hint(null, "the machine has no function " + device
                        + ": another function or a bridge sends requests under this number (a DMA alias)"));
    }

    /** Ranges that the kernel or the firmware keeps for the device: faults there come from firmware's own DMA. */
    private Optional<Hint> reserved(PciAddress device, long address) {
        if (host.isEmpty()) {
            return Optional.empty();
        }
        for (HostGroups.ReservedRegion region : host.get().groups().of(device).flatMap(g -> g.reserved().value())
                .orElse(List.of())) {
            if (region.type().startsWith("direct") && within(address, region.start(), region.end())) {
                return Optional.of(firmware(region.start(), region.end(), region.source().toString()));
            }
        }
        return host.get().iommu().table("DMAR").value().flatMap(table -> RemappingTable.decode(table).structures()
                .stream().flatMap(s -> rmrr(s, address).stream()).findFirst());
    }

    private static Optional<Hint> rmrr(Structure structure, long address) {
        return structure instanceof DmarStructure.Rmrr rmrr
                && within(address, rmrr.baseAddress(), rmrr.limitAddress())
                ? Optional.of(firmware(rmrr.baseAddress(), rmrr.limitAddress(), "DMAR")) : Optional.empty();
    }

    private static Hint firmware(long first, long last, String source) {
        return new Hint("A07", "the address lies in memory that firmware reserved for a device's DMA, "
                + Words.hex(first) + " to " + Words.hex(last) + " (" + source + ")");
    }

    private Optional<Hint> owner(long address) {
        Optional<IoMemory> memory = host.flatMap(h -> h.ioMemory().value());
        List<IoMemory.Resource> owners = memory.map(m -> m.within(address, address)).orElse(List.of());
        return owners.isEmpty() ? Optional.empty() : Optional.of(new Hint(null, "were it a physical address, it would"
                + " be that of " + owners.getLast().name()));
    }

    /** The mapping of the device that ends next before an address, or begins next after it. */
    private Optional<Hint> nearest(PciAddress device, long address) {
        if (host.isEmpty() || visitsLeft-- <= 0) {
            return Optional.empty();
        }
        Nearest nearest = new Nearest(address);
        try {
            new HostTranslation(host.get(), device, Request.of(device.requesterId(), address, Access.ANY))
                    .mappings(nearest);
        } catch (CommandException notShown) {
            return Optional.empty();
        }
        return nearest.hint();
    }

    /** Keeps the nearest of all ranges. */
    private static final class Nearest implements MappingVisitor {
        private final long address;
        private long best = -1;
        private String found = "";

        Nearest(long address) {
            this.address = address;
        }

        @Override
        public boolean range(long iova, long physical, long length, Permissions permissions) {
            long last = iova + length - 1;
            long distance = within(address, iova, last) ? 0 : Long.compareUnsigned(last, address) < 0
                    ? address - last : iova - address;
            if (Long.compareUnsigned(distance, best) < 0) {
                best = distance;
                found = Words.hex(iova) + " to " + Words.hex(last) + " (" + permissions + ")";
            }
            return true;
        }

        Optional<Hint> hint() {
            return found.isEmpty() ? Optional.empty() : Optional.of(new Hint(null, best == 0
                    ? "now the address is mapped: " + found : "the nearest mapping is now " + found + ", "
                            + Words.hex(best) + " bytes away"));
        }
    }

    private static Optional<Hint> byCode(Fault fault) {
        boolean intel = fault.unit() == Fault.Unit.INTEL;
        int code = fault.code().orElse(-1);
        if (intel && code == NO_CONTEXT) {
            return Optional.of(new Hint(null, "no driver has set the device up for DMA, or it sends under a number that"
                    + " the kernel does not expect"));
        }
        if (fault.kind() == Fault.Kind.INTERRUPT) {
            return Optional.of(switch (intel ? code : -1) {
                case OLD_FORMAT -> new Hint("A05", "an interrupt was set up before remapping was switched on, or by"
                        + " firmware");
                case WRONG_SOURCE -> new Hint("A06", "a bridge or an I/O APIC sends under another number than the"
                        + " firmware's tables say");
                default -> new Hint(null, "the device still has an interrupt that the kernel has taken away");
            });
        }
        return switch (fault.kind()) {
            case DMA_READ, DMA_WRITE, DMA -> Optional.of(new Hint(null, "the driver or guest that has the device gave"
                    + " it an address that is not mapped so, or it goes on after its memory was taken away, as a card"
                    + " does that was not reset"));
            default -> Optional.empty();
        };
    }

    private static boolean within(long address, long first, long last) {
        return Long.compareUnsigned(first, address) <= 0 && Long.compareUnsigned(address, last) <= 0;
    }

    /** The group of a fault's device. */
    Optional<String> group(Fault fault) {
        return host.flatMap(h -> fault.device().flatMap(h.groups()::of)).map(HostGroups.Group::id);
    }

    /** Name of a fault's device. */
    Optional<String> name(Fault fault) {
        return host.flatMap(h -> fault.device().flatMap(h::function).map(h::nameOf));
    }
}
