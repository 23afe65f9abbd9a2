package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * VT-d units. A function is governed by the unit whose scope names it or a bridge above it, else by the unit of its
 * segment that includes all. Source: VT-d 4.1 section 8.4; order of the look-up as in drivers/iommu/intel/dmar.c.
 */
record DmarUnits(RemappingTable.Dmar table, Topology topology) implements RemappingUnits {

    @Override
    public Governance governing(PciAddress function) {
        DmarStructure.Drhd all = null;
        for (Structure structure : table.structures()) {
            if (!(structure instanceof DmarStructure.Drhd unit) || unit.segmentNumber() != function.domain()) {
                continue;
            }
            if (unit.includePciAll()) {
                all = all == null ? unit : all;
                continue;
            }
            Optional<String> how = named(unit, function);
            if (how.isPresent()) {
                return new Governance.Unit(unit, how.get(), OptionalInt.empty());
            }
        }
        if (all != null) {
            return new Governance.Unit(all, "the unit includes all functions of segment " + function.domain()
                    + " that no other unit names", OptionalInt.empty());
        }
        return new Governance.None("no DRHD names " + function
                + " or a bridge above it, and none includes all of segment "
                + function.domain());
    }

    @Override
    public List<ReservedRegion> reservedRegions(PciAddress function) {
        List<ReservedRegion> regions = new ArrayList<>();
        for (Structure structure : table.structures()) {
            if (structure instanceof DmarStructure.Rmrr rmrr && rmrr.segmentNumber() == function.domain()) {
                named(rmrr, function).ifPresent(how -> regions.add(
                        new ReservedRegion(rmrr, rmrr.baseAddress(), rmrr.limitAddress(), false, how)));
            }
        }
        return List.copyOf(regions);
    }

    private Optional<String> named(DmarStructure structure, PciAddress function) {
        ScopeResolver resolver = new ScopeResolver(topology);
        for (DeviceScope scope : structure.scopes()) {
            boolean bridge = scope.kind() == DeviceScope.Kind.PCI_SUB_HIERARCHY;
            if (!bridge && scope.kind() != DeviceScope.Kind.PCI_ENDPOINT) {
                continue;
            }
            if (resolver.resolve(structure.segmentNumber(), scope) instanceof ScopeResolver.Resolution.Found found) {
                if (found.address().equals(function)) {
                    return Optional.of("a scope names " + function);
                }
                if (bridge && topology.pathToRoot(function).stream().map(PciFunction::address)
                        .anyMatch(found.address()::equals)) {
                    return Optional.of("a scope names bridge " + found.address() + ", and " + function
                            + " is behind it");
                }
            }
        }
        return Optional.empty();
    }
}
