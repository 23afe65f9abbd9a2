package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;

/**
 * AMD units. Firmware describes each unit once for every IVHD type it has; as the kernel does (get_highest_supported
 * type in drivers/iommu/amd/init.c), only blocks of the highest type count.
 */
record IvrsUnits(RemappingTable.Ivrs table) implements RemappingUnits {

    @Override
    public Governance governing(PciAddress function) {
        int id = function.requesterId();
        int type = highestType();
        for (Structure structure : table.structures()) {
            if (structure instanceof IvrsStructure.Ivhd block && block.typeCode() == type
                    && block.pciSegmentGroup() == function.domain()) {
                Match match = match(block, id);
                if (match != null) {
                    return new Governance.Unit(block, match.how, match.alias);
                }
            }
        }
        return new Governance.None(String.format(
                "no IVHD block of type %xh names requester id 0x%04x of segment %d", type, id, function.domain()));
    }

    @Override
    public List<ReservedRegion> reservedRegions(PciAddress function) {
        int id = function.requesterId();
        List<ReservedRegion> regions = new ArrayList<>();
        for (Structure structure : table.structures()) {
            if (structure instanceof IvrsStructure.Ivmd block && block.pciSegmentGroup() == function.domain()
                    && block.memoryBlockLength() != 0 && block.firstDeviceId() <= id && id <= block.lastDeviceId()) {
                regions.add(new ReservedRegion(block, block.startAddress(),
                        block.startAddress() + block.memoryBlockLength() - 1, (block.flags() & 8) != 0,
                        String.format("the block covers requester ids 0x%04x to 0x%04x", block.firstDeviceId(),
                                block.lastDeviceId())));
            }
        }
        return List.copyOf(regions);
    }

    private int highestType() {
        return table.structures().stream().filter(IvrsStructure.Ivhd.class::isInstance).mapToInt(Structure::typeCode)
                .max().orElse(0x10);
    }

    private record Match(String how, OptionalInt alias) {
    }

    private static Match match(IvrsStructure.Ivhd block, int id) {
        Match found = null;
        int start = -1;
        int alias = -1;
        for (IvhdEntry entry : block.entries()) {
            switch (entry) {
                case IvhdEntry.Device device when device.typeCode() == 1 ->
                    found = new Match("the block covers all devices", OptionalInt.empty());
                case IvhdEntry.Device device when device.typeCode() == 2 && device.deviceId() == id ->
                    found = new Match("an entry names the device", OptionalInt.empty());
                case IvhdEntry.Extended extended when extended.typeCode() == 0x46 && extended.deviceId() == id ->
                    found = new Match("an entry names the device", OptionalInt.empty());
                case IvhdEntry.Alias one when one.typeCode() == 0x42 && one.deviceId() == id ->
                    found = new Match("an entry names the device, with an alias", OptionalInt.of(one.sourceDeviceId()));
                case IvhdEntry.Device device when device.typeCode() == 3 -> {
                    start = device.deviceId();
                    alias = -1;
                }
                case IvhdEntry.Extended extended when extended.typeCode() == 0x47 -> {
                    start = extended.deviceId();
                    alias = -1;
                }
                case IvhdEntry.Alias range when range.typeCode() == 0x43 -> {
                    start = range.deviceId();
                    alias = range.sourceDeviceId();
                }
                case IvhdEntry.Device end when end.typeCode() == 4 -> {
                    if (start >= 0 && start <= id && id <= end.deviceId()) {
                        found = new Match(String.format("requester id in the range 0x%04x to 0x%04x", start,
                                end.deviceId()), alias < 0 ? OptionalInt.empty() : OptionalInt.of(alias));
                    }
                    start = -1;
                }
                default -> {
                }
            }
        }
        return found;
    }
}
