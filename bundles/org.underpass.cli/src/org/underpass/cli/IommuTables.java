package org.underpass.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.DeviceScope;
import org.underpass.iommu.acpi.Field;
import org.underpass.iommu.acpi.Item;
import org.underpass.iommu.acpi.IvhdEntry;
import org.underpass.iommu.acpi.Problem;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.Structure;
import org.underpass.iommu.acpi.Value;

/** {@code iommu tables}: what the firmware says about DMA remapping. */
final class IommuTables {
    private static final long LARGEST = 16L << 20;
    private static final List<String> REMAPPING = List.of("DMAR", "IVRS", "IORT", "VIOT");

    private IommuTables() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        if (invocation.flag(Verb.Option.MAPPINGS)) {
            return IommuMappings.run(invocation);
        }
        IommuMappings.guard(invocation);
        Optional<String> file = invocation.option(Verb.Option.FILE);
        List<RemappingTable> tables = new ArrayList<>();
        String from;
        if (file.isPresent()) {
            if (invocation.option(Verb.Option.HOST).isPresent()) {
                throw CommandException.usage("iommu tables: --file and --host exclude each other");
            }
            tables.add(RemappingTable.decode(read(invocation.path(file.get()), file.get())));
            from = file.get();
        } else {
            Host host = invocation.host();
            from = host.name();
            Fact<List<String>> names = host.iommu().tableNames();
            for (Fact.Known<AcpiTable> table : host.iommu().remappingTables()) {
                tables.add(RemappingTable.decode(table.it()));
            }
            if (tables.isEmpty() && names instanceof Fact.Unknown<List<String>> unknown) {
                throw new CommandException(Status.INPUT, from + " does not show its ACPI tables: " + unknown.why()
                        + " (" + unknown.source() + ")");
            }
        }
        return new Answer(Status.YES, () -> Json.answer().list("tables", tables, IommuTables::json),
                text -> text(from, tables, text));
    }

    private static AcpiTable read(Path path, String given) throws CommandException {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new CommandException(Status.INPUT, given + ": " + size
                        + " bytes are more than an ACPI table has (at most 16 MiB)");
            }
            byte[] bytes = Files.readAllBytes(path);
            AcpiTable table = AcpiTable.read(bytes).orElseThrow(() -> new CommandException(Status.INPUT, given
                    + ": at offset 0: expected an ACPI table header of " + AcpiTable.HEADER_LENGTH
                    + " bytes, and there are " + bytes.length + " bytes in all"));
            if (!REMAPPING.contains(table.signature())) {
                throw new CommandException(Status.INPUT, given + ": at offset 0: expected one of the signatures "
                        + String.join(", ", REMAPPING) + ", and there is '" + table.signature()
                        + "'; the table is needed in binary, as /sys/firmware/acpi/tables has it");
            }
            if (table.length() > bytes.length) {
                throw new CommandException(Status.INPUT, given + ": at offset 4: the table says that it has "
                        + table.length() + " bytes, and the file ends after " + bytes.length);
            }
            return table;
        } catch (IOException failure) {
            throw new CommandException(Status.INPUT, given + ": " + FileErrors.reason(failure), failure);
        }
    }

    private static Json json(RemappingTable table) {
        Json json = Json.object()
                .put("signature", table.table().signature())
                .put("revision", table.table().revision())
                .put("length", table.table().length())
                .put("checksumOk", table.table().checksumOk());
        fields(json, table.fields());
        return json.list("structures", table.structures(), IommuTables::structure)
                .list("problems", table.problems(), p -> Json.object()
                        .put("offset", p.offset()).put("message", p.message()));
    }

    private static Json structure(Structure structure) {
        Json json = Json.object()
                .put("type", structure.type())
                .put("offset", structure.offset())
                .put("length", structure.length());
        fields(json, structure.fields());
        for (Structure.Parts parts : structure.parts()) {
            json.list(parts.name(), parts.items(), IommuTables::part);
        }
        return json;
    }

    private static Json part(Item item) {
        Json json = Json.object().put("offset", item.offset()).put("length", item.length());
        if (item instanceof DeviceScope scope) {
            json.put("kind", scope.kind().words());
        } else if (item instanceof IvhdEntry entry) {
            json.put("kind", entry.kind());
        }
        fields(json, item.fields());
        return json;
    }

    private static void fields(Json json, List<Field> fields) {
        for (Field field : fields) {
            json.put(field.name(), switch (field.value()) {
                case Value.Hex hex -> Words.hex(hex.bits());
                case Value.Count count -> count.number();
                case Value.Flag flag -> flag.set();
                case Value.Text text -> text.text();
                case Value.Many many -> many.items();
                case Value.Bytes bytes -> bytes.text();
            });
        }
    }

    private static void text(String from, List<RemappingTable> tables, Text text) {
        if (tables.isEmpty()) {
            text.line(from + " has no DMAR, IVRS, IORT or VIOT table: its firmware offers no IOMMU");
        }
        for (RemappingTable table : tables) {
            text.line(text.tone(Text.Tone.STRONG, table.table().signature()) + "  revision "
                    + table.table().revision() + ", " + table.table().length() + " bytes, checksum "
                    + (table.table().checksumOk() ? "right" : text.tone(Text.Tone.BAD, "wrong")));
            lines(text, "  ", table.fields());
            for (Structure structure : table.structures()) {
                text.line("  " + Words.hex(structure.offset()) + "  " + structure.type() + ", "
                        + structure.length() + " bytes");
                lines(text, "      ", structure.fields());
                for (Structure.Parts parts : structure.parts()) {
                    for (Item item : parts.items()) {
                        text.line("      " + parts.name() + ": " + summary(item));
                    }
                }
            }
            for (Problem problem : table.problems()) {
                text.line("  " + text.tone(Text.Tone.WARN, "problem") + " at " + problem);
            }
        }
    }

    private static void lines(Text text, String indent, List<Field> fields) {
        for (Field field : fields) {
            text.line(indent + field.name() + " " + field.value().text());
        }
    }

    private static String summary(Item item) {
        List<String> words = new ArrayList<>();
        if (item instanceof DeviceScope scope) {
            words.add(scope.kind().words());
        } else if (item instanceof IvhdEntry entry) {
            words.add(entry.kind());
        }
        for (Field field : item.fields()) {
            words.add(field.name() + " " + field.value().text());
        }
        return String.join(", ", words);
    }
}
