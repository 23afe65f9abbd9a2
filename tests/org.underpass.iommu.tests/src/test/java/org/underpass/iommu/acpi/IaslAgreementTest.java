package org.underpass.iommu.acpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;

/** Every field that iasl shows of the tables of real machines is compared with ours, by offset and name. */
class IaslAgreementTest {

    /** iasl's names for fields whose specification has another. Keys without a table's name hold for both. */
    private static final Map<String, String> NAMES = Map.ofEntries(Map.entry("Table Length", "length"),
            Map.entry("Asl Compiler ID", "creatorId"), Map.entry("Asl Compiler Revision", "creatorRevision"),
            Map.entry("Size (decoded below)", "size"), Map.entry("PCI Segment Number", "segmentNumber"),
            Map.entry("DMAR Base Address", "reservedMemoryRegionBaseAddress"),
            Map.entry("End Address (limit)", "reservedMemoryRegionLimitAddress"),
            Map.entry("PCI Bus Number", "startBus"), Map.entry("Device Number", "acpiDeviceNumber"),
            Map.entry("Device Name", "acpiObjectName"), Map.entry("Flags (decoded below)", "flags"),
            Map.entry("IVRS Base Address", "iommuBaseAddress"), Map.entry("Feature Reporting", "iommuFeatureInfo"),
            Map.entry("Attributes", "iommuAttributes"), Map.entry("EFR Image", "efrRegisterImage"),
            Map.entry("Start Address", "ivmdStartAddress"), Map.entry("Memory Length", "ivmdMemoryBlockLength"),
            Map.entry("Data Setting (decoded below)", "dteSetting"),
            Map.entry("Source Used Device ID", "sourceDeviceId"), Map.entry("ACPI HID", "hardwareId"),
            Map.entry("ACPI CID", "compatibleId"), Map.entry("Isoc Control", "isoc"),
            Map.entry("Iotlb Support", "iotlbSup"), Map.entry("Prefetch Support", "preFSup"),
            Map.entry("PPR Support", "pprSup"), Map.entry("Readable", "ir"), Map.entry("Writeable", "iw"),
            Map.entry("System MGMT", "sysMgt"));

    private final List<String> disagreements = new ArrayList<>();
    private int compared;

    @Test
    void everyFieldOfEveryTableAgrees() throws IOException {
        Path raw = Corpora.need("acpi/raw");
        Path decoded = Corpora.need("acpi/decoded");
        List<Path> tables;
        try (Stream<Path> files = Files.list(raw)) {
            tables = files.sorted().toList();
        }
        for (Path file : tables) {
            String name = file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
            compare(name, AcpiTable.read(Files.readAllBytes(file)).orElseThrow(),
                    IaslListing.read(decoded.resolve(name + ".dsl")));
        }
        disagreements.stream().limit(50).forEach(System.out::println);
        System.out.println("iasl: " + tables.size() + " tables, " + compared + " fields compared, "
                + disagreements.size() + " disagreements");
        assertTrue(tables.size() >= 279, "tables found: " + tables.size());
        assertTrue(compared > 20_000, "fields compared: " + compared);
        assertEquals(List.of(), disagreements);
    }

    private void compare(String where, AcpiTable table, List<IaslListing.Line> listing) {
        RemappingTable decoded = RemappingTable.decode(table);
        decoded.problems().forEach(problem -> System.out.println(where + ": " + problem));
        if (!table.checksumOk()) {
            disagreements.add(where + ": checksum");
        }
        Ours ours = new Ours(decoded);
        for (IaslListing.Line line : listing) {
            String problem = ours.check(line);
            if (problem == null) {
                continue;
            }
            if (problem.isEmpty()) {
                compared++;
            } else {
                disagreements.add(where + " at 0x" + Integer.toHexString(line.offset()) + " " + line.name() + " : "
                        + line.value() + " -- " + problem);
            }
        }
        if (!ours.itemsNotSeen().isEmpty()) {
            disagreements.add(where + ": iasl does not show " + ours.itemsNotSeen());
        }
    }

    /** Our decoding of one table, found by offset and name. */
    private static final class Ours {
        private final Map<String, Value> values = new HashMap<>();
        private final Map<Integer, Item> items = new HashMap<>();
        private final Map<Integer, Item> unseen = new HashMap<>();
        private final String table;

        Ours(RemappingTable decoded) {
            table = decoded.table().signature();
            put(decoded.table().fields());
            put(decoded.fields());
            for (Structure structure : decoded.structures()) {
                item(structure);
                structure.parts().forEach(parts -> parts.items().forEach(this::item));
            }
        }

        private void item(Item item) {
            items.put(item.offset(), item);
            if (!(item instanceof UnknownStructure)) {
                unseen.put(item.offset(), item);
            }
            put(item.fields());
        }

        private void put(List<Field> fields) {
            fields.forEach(field -> values.put(field.offset() + " " + field.name(), field.value()));
        }

        List<Integer> itemsNotSeen() {
            return unseen.keySet().stream().sorted().toList();
        }

        /** Empty when both agree, null when there is nothing to compare, else the disagreement. */
        String check(IaslListing.Line line) {
            switch (line.name()) {
                case "Reserved", "Size (pages, log2)" -> {
                    return null;
                }
                case "Subtable Type", "Device Scope Type" -> {
                    Item item = items.get(line.offset());
                    unseen.remove(line.offset());
                    return item == null ? "we have nothing there" : same(code(item), line.number());
                }
                case "Length", "Entry Length" -> {
                    Item item = items.get(line.offset() - (line.length() == 1 ? 1 : 2));
                    return item == null ? "we have nothing there" : same(item.length(), line.number());
                }
                case "PCI Path" -> {
                    return path(line);
                }
                default -> {
                    return field(line);
                }
            }
        }

        private String path(IaslListing.Line line) {
            for (Item item : items.values()) {
                if (item instanceof DeviceScope scope && scope.offset() < line.offset()
                        && line.offset() < scope.offset() + scope.length()) {
                    DeviceScope.Step step = scope.path().get((line.offset() - scope.offset() - 6) / 2);
                    return same(String.format("%02X,%02X", step.device(), step.function()), line.value());
                }
            }
            return "no scope of ours there";
        }

        private String field(IaslListing.Line line) {
            Item padding = items.get(line.offset() - 1);
            if (padding instanceof IvhdEntry.Padding pad && line.name().equals("Device ID")) {
                return same(pad.body().octets().get(0) | pad.body().octets().get(1) << 8, line.number());
            }
            if (items.get(line.offset() - 3) instanceof IvhdEntry.Padding) {
                return null;
            }
            String name = name(line);
            Value value = values.get(line.offset() + " " + name);
            if (value == null) {
                boolean reservedBits = line.length() == 0 && items.get(line.offset() - 1) instanceof IvrsStructure.Ivhd
                        && (name.equals("preFSup") || name.equals("pprSup"));
                boolean noId = name.equals("compatibleId") && line.number() == 0;
                return reservedBits || noId ? null : "we have no field " + name;
            }
            return switch (value) {
                case Value.Hex hex -> same(hex.bits(), line.number());
                case Value.Count count -> same(count.number(), line.number());
                case Value.Flag flag -> same(flag.set() ? 1 : 0, line.number());
                case Value.Text text -> same(text.text(), line.isText() ? line.text() : Long.toString(line.number()));
                default -> "not comparable: " + value;
            };
        }

        private String name(IaslListing.Line line) {
            String theirs = line.name();
            if (theirs.equals("Virtualization Info")) {
                return line.offset() == 36 ? "ivInfo" : "iommuInfo";
            }
            if (table.equals("DMAR") && theirs.equals("Base Address")
                    && items.get(line.offset() - 8) instanceof DmarStructure.Rhsa) {
                return "registerBaseAddress";
            }
            String renamed = NAMES.getOrDefault(theirs, NAMES.get(table + " " + theirs));
            if (renamed != null) {
                return renamed;
            }
            StringBuilder camel = new StringBuilder();
            for (String word : theirs.split(" ")) {
                String tail = word.substring(1);
                boolean acronym = tail.equals(tail.toUpperCase()) || theirs.contains(" ") && tail.endsWith("ID");
                String head = camel.isEmpty() ? word.substring(0, 1).toLowerCase() : word.substring(0, 1);
                camel.append(head).append(acronym ? tail.toLowerCase() : tail);
            }
            return switch (camel.toString()) {
                case "iNITPass" -> "initPass";
                case "nMIPass" -> "nmiPass";
                case "resPassPW" -> "resPassPw";
                case "passPW" -> "passPw";
                default -> camel.toString();
            };
        }

        private static long code(Item item) {
            return switch (item) {
                case Structure structure -> structure.typeCode();
                case DeviceScope scope -> scope.typeCode();
                case IvhdEntry entry -> entry.typeCode();
                default -> throw new AssertionError(item);
            };
        }

        private static String same(Object ours, Object theirs) {
            boolean equal = ours instanceof Number a && theirs instanceof Number b ? a.longValue() == b.longValue()
                    : ours.equals(theirs);
            return equal ? "" : "ours is " + ours;
        }
    }
}
