package org.underpass.iommu.acpi;

import java.util.List;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;

/** Virtio IOMMUs. Source: ACPI 6.5 section 5.2.34. */
record ViotUnits(RemappingTable.Viot table) implements RemappingUnits {

    @Override
    public Governance governing(PciAddress function) {
        int id = function.requesterId();
        for (Structure structure : table.structures()) {
            if (structure instanceof ViotNode.PciRange range && range.segmentStart() <= function.domain()
                    && function.domain() <= range.segmentEnd() && range.bdfStart() <= id && id <= range.bdfEnd()) {
                for (Structure unit : table.structures()) {
                    if (unit.offset() == range.outputNode()) {
                        long endpoint = range.endpointStart()
                                + ((long) (function.domain() - range.segmentStart()) << 16)
                                + id - range.bdfStart();
                        return new Governance.Unit(unit, String.format(
                                "a PCI range covers requester ids 0x%04x to 0x%04x", range.bdfStart(), range.bdfEnd()),
                                OptionalInt.of((int) endpoint));
                    }
                }
                return new Governance.None("a PCI range names " + function
                        + ", but its output node is not in the table");
            }
        }
        return new Governance.None("no PCI range of the table names " + function);
    }

    @Override
    public List<ReservedRegion> reservedRegions(PciAddress function) {
        return List.of();
    }
}
