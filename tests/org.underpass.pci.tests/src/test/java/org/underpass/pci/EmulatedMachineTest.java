package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A whole machine of our own: QEMU 7.2's q35 with a switch, virtual graphics, NVMe with SR-IOV and a bridge to
 * conventional PCI, its configuration space read through ECAM after bus numbers and BARs were given out. Every field is
 * in the golden file; it was read against lspci once.
 */
class EmulatedMachineTest {

    @Test
    void everyFieldIsAsItWas() throws IOException {
        String found = describe();
        boolean rewrite = "rewrite".equals(System.getProperty("underpass.goldens"));
        if (rewrite) {
            Path golden = Path.of(System.getProperty("underpass.root", "."),
                    "tests/org.underpass.pci.tests/src/test/resources/org/underpass/pci/q35.fields.txt");
            Files.writeString(golden, found);
            return;
        }
        try (InputStream golden = EmulatedMachineTest.class.getResourceAsStream("q35.fields.txt")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), found);
        }
    }

    private static String describe() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Reader reader = new InputStreamReader(EmulatedMachineTest.class.getResourceAsStream("q35.lspci"),
                StandardCharsets.US_ASCII)) {
            LspciText machine = LspciText.read(reader, "q35.lspci");
            Topology topology = Topology.of(machine.functions(), Map.of());
            for (PciFunction function : machine.functions()) {
                text.append(String.format("%s %04x:%04x class %06x %s behind %s%n", function.address(),
                        function.vendor(), function.device(), function.classCode(), function.coverage(),
                        topology.pathToRoot(function.address()).stream().map(PciFunction::address).toList()));
                function.bars().forEach(bar -> text.append("  ").append(bar).append('\n'));
                BridgeWindow.of(function.config().orElseThrow())
                        .forEach(window -> text.append("  ").append(window).append('\n'));
                for (Capability capability : function.capabilities()) {
                    text.append(String.format("  [%03x] %s (%s)%n", capability.offset(), capability.name(),
                            capability.getClass().getSimpleName()));
                    for (Field field : capability.fields()) {
                        if (field.value() != 0) {
                            text.append(String.format("    %03x %s: %s = %s%n", field.offset(), field.register(),
                                    field.name(), field.meaning()));
                        }
                    }
                }
            }
        }
        return text.toString();
    }
}
