package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every dump of pciutils, decoded, against what lspci 3.14.0 says of it. */
class LspciAgreementTest {

    @Test
    void saysWhatLspciSaysInDetail() throws IOException {
        Path folder = CorporaPath.require("pci/pciutils");
        OracleComparer comparer = new OracleComparer(new OracleRules());
        int functions = 0;
        for (Path dump : dumps(folder)) {
            Path oracle = folder.resolve("oracle/" + dump.getFileName() + "-vvnn.txt");
            if (!Files.exists(oracle)) {
                continue;
            }
            Map<PciAddress, List<String>> said = split(oracle);
            List<PciFunction> decoded = read(dump);
            assertEquals(said.keySet().stream().sorted().toList(),
                    decoded.stream().map(PciFunction::address).sorted().toList(), dump.toString());
            for (PciFunction function : decoded) {
                comparer.compare(dump.getFileName().toString(), function, said.get(function.address()));
                functions++;
            }
        }
        comparer.unmapped().forEach((words, count) -> System.out.println("not compared: " + count + " x " + words));
        comparer.disagreements().forEach(System.out::println);
        System.out.println(functions + " functions, " + comparer.facts() + " facts compared, "
                + comparer.disagreements().size() + " disagreements");
        assertTrue(comparer.facts() > 10_000, "only " + comparer.facts() + " facts were compared");
        assertEquals(List.of(), comparer.disagreements());
    }

    /** Class, ids, revision and programming interface, of more dumps. */
    @Test
    void saysWhatLspciSaysForMachines() throws IOException {
        Path folder = CorporaPath.require("pci/pciutils");
        int facts = 0;
        for (Path dump : dumps(folder)) {
            Path oracle = folder.resolve("oracle/" + dump.getFileName() + "-vmmnn.txt");
            if (!Files.exists(oracle)) {
                continue;
            }
            Map<PciAddress, PciFunction> decoded = new LinkedHashMap<>();
            read(dump).forEach(function -> decoded.put(function.address(), function));
            for (String record : Files.readString(oracle).strip().split("\n\\s*\n")) {
                Map<String, String> said = new LinkedHashMap<>();
                for (String line : record.split("\n")) {
                    String[] parts = line.split(":\\s*", 2);
                    String value = parts[1].endsWith("]") ? parts[1].substring(parts[1].lastIndexOf('[') + 1,
                            parts[1].length() - 1) : parts[1];
                    said.put(parts[0], value);
                }
                PciFunction function = decoded.get(PciAddress.parse(said.get("Slot")));
                Map<String, String> found = new LinkedHashMap<>();
                found.put("Slot", said.get("Slot"));
                found.put("Class", String.format("%04x", function.classCode() >> 8));
                found.put("Vendor", String.format("%04x", function.vendor()));
                found.put("Device", String.format("%04x", function.device()));
                function.subsystemVendor().ifPresent(id -> found.put("SVendor", String.format("%04x", id)));
                function.subsystemDevice().ifPresent(id -> found.put("SDevice", String.format("%04x", id)));
                function.revision().ifPresent(id -> found.put("Rev", String.format("%02x", id)));
                found.put("ProgIf", String.format("%02x", function.classCode() & 0xff));
                found.keySet().retainAll(said.keySet());
                assertEquals(said, found, dump.getFileName() + " " + said.get("Slot"));
                facts += said.size();
            }
        }
        System.out.println(facts + " ids compared");
        assertTrue(facts >= 400);
    }

    /** The tree of buses, as lspci -t draws it. */
    @Test
    void drawsTheTreeThatLspciDraws() throws IOException {
        Path folder = CorporaPath.require("pci/pciutils");
        int trees = 0;
        for (Path dump : dumps(folder)) {
            Path oracle = folder.resolve("oracle/" + dump.getFileName() + "-t.txt");
            if (Files.exists(oracle)) {
                Topology topology = Topology.of(read(dump), Map.of());
                assertEquals(TreeText.links(Files.readAllLines(oracle)), TreeText.links(topology),
                        dump.getFileName().toString());
                trees++;
            }
        }
        System.out.println(trees + " trees compared");
        assertTrue(trees > 20);
    }

    static List<Path> dumps(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dumps"))) {
            return files.sorted().toList();
        }
    }

    static List<PciFunction> read(Path dump) throws IOException {
        try (Reader reader = Files.newBufferedReader(dump)) {
            return LspciText.read(reader, dump.getFileName().toString()).functions();
        }
    }

    private static Map<PciAddress, List<String>> split(Path oracle) throws IOException {
        Map<PciAddress, List<String>> said = new LinkedHashMap<>();
        List<String> current = null;
        for (String line : Files.readAllLines(oracle)) {
            if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
                current = new ArrayList<>();
                said.put(PciAddress.parse(line.substring(0, line.indexOf(' '))), current);
            } else if (current != null && !line.isBlank()) {
                current.add(line);
            }
        }
        return said;
    }
}
