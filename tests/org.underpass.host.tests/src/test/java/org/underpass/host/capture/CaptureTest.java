package org.underpass.host.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.host.CorpusFiles;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostFunction;
import org.underpass.host.HostSources;

/** A capture answers as its host does, but for what was left out, and it says so. */
class CaptureTest {
    static final Set<Sensitive> ALL = EnumSet.allOf(Sensitive.class);
    private static final Set<Sensitive> NOTHING = Set.of();

    @TempDir
    Path folder;

    private Host captured(Host host, Set<Sensitive> with, boolean hashSerials) throws IOException, HostException {
        Path file = folder.resolve("made.tar.zst");
        Files.write(file, bytes(host, with, hashSerials));
        return HostSources.open(file.toString());
    }

    private static byte[] bytes(Host host, Set<Sensitive> with, boolean hashSerials) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Capture.of(host, with, hashSerials).writeTo(out);
        return out.toByteArray();
    }

    /** Questions that two hosts answer differently. */
    static List<String> differences(Map<String, String> one, Map<String, String> other) {
        List<String> found = new ArrayList<>();
        one.forEach((question, answer) -> {
            if (!answer.equals(other.get(question))) {
                found.add(question + ": " + answer + " <> " + other.get(question));
            }
        });
        other.keySet().stream().filter(question -> !one.containsKey(question)).forEach(found::add);
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"workstation", "laptop", "board"})
    void answersEveryQuestionAsItsHost(String demo) throws IOException, HostException {
        Host host = HostSources.open("demo:" + demo);
        Map<String, String> facts = HostFacts.of(host);
        assertTrue(facts.size() > 500, "only " + facts.size() + " facts");
        assertEquals(List.of(), differences(facts, HostFacts.of(captured(host, ALL, false))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"workstation", "laptop", "board"})
    void whatIsLeftOutChangesOnlyTheLog(String demo) throws IOException, HostException {
        Host host = HostSources.open("demo:" + demo);
        List<String> differences = differences(HostFacts.of(host), HostFacts.of(captured(host, NOTHING, false)));
        assertEquals(1, differences.size(), differences::toString);
        assertTrue(differences.getFirst().startsWith("host.kernel.log: "), differences::toString);
        Capture capture = Capture.of(host, NOTHING, false);
        assertEquals(Set.of(Sensitive.NAMES), capture.leftOut().keySet());
        assertTrue(capture.leftOut().get(Sensitive.NAMES).contains("underpass/dmesg"), capture.leftOut()::toString);
        assertEquals(Map.of(), capture.unread());
    }

    @TestFactory
    List<DynamicTest> recordedMachinesCanBeCapturedAgain() {
        List<Path> files = new ArrayList<>(CorpusFiles.in("pci/hwloc"));
        files.addAll(List.of(CorpusFiles.need("lab/intel/sysfs-boot.tar.gz"),
                CorpusFiles.need("lab/amd/sysfs-boot.tar.gz"),
                CorpusFiles.need("dma/golden-intel1/sysfs-acpi-dmesg.tgz")));
        return files.stream().filter(file -> file.getFileName().toString().contains(".t")).map(file ->
                DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Host host = HostSources.open(file.toString());
                    assertEquals(List.of(), differences(HostFacts.of(host), HostFacts.of(captured(host, ALL, false))));
                })).toList();
    }

    @TestFactory
    List<DynamicTest> textsOfLspciCanBeCaptured() {
        return CorpusFiles.in("pci/pciutils/dumps").stream().map(file -> DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> {
                    Host host = HostSources.open(file.toString());
                    Host again = captured(host, NOTHING, false);
                    assertEquals(host.functions().size(), again.functions().size());
                    assertEquals(host.groups().source(), again.groups().source());
                    for (HostFunction function : host.functions()) {
                        HostFunction same = again.function(function.address()).orElseThrow();
                        assertEquals(function.pci().capabilities(), same.pci().capabilities());
                        assertEquals(function.driver().value(), same.driver().value());
                        assertEquals(List.of(function.pci().vendor(), function.pci().device(),
                                function.pci().classCode(), function.pci().revision(), function.pci().headerType()),
                                List.of(same.pci().vendor(), same.pci().device(), same.pci().classCode(),
                                same.pci().revision(), same.pci().headerType()));
                    }
                })).toList();
    }

    @Test
    void whatRootAloneSeesIsSaid() throws IOException, HostException {
        Path root = folder.resolve("root");
        write(root, "sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n");
        write(root, "sys/bus/pci/devices/0000:00:02.0/device", "0x0001\n");
        write(root, "sys/bus/pci/devices/0000:00:02.0/class", "0x030000\n");
        write(root, "sys/bus/pci/devices/0000:00:02.0/config", "\u0001".repeat(64));
        write(root, "proc/iomem", "00000000-00000000 : Reserved\n  00000000-00000000 : System ROM\n");
        Host host = HostSources.open(root);
        assertEquals(Map.of("sys/bus/pci/devices/0000:00:02.0/config", "only its first 64 bytes could be read: root"
                + " sees all", "proc/iomem", "its addresses could not be read: root sees them"),
                Capture.of(host, NOTHING, false).unread());
        assertEquals(64, captured(host, NOTHING, false).functions().getFirst().pci().config().orElseThrow().length());
    }

    @Test
    void theSameHostGivesTheSameBytes() throws IOException, HostException {
        assertArrayEquals(bytes(HostSources.open("demo:board"), NOTHING, false),
                bytes(HostSources.open("demo:board"), NOTHING, false));
    }

    @Test
    void aCaptureOfACaptureIsTheCapture() throws IOException, HostException {
        Host first = captured(HostSources.open("demo:board"), ALL, false);
        Map<String, String> facts = HostFacts.of(first);
        assertEquals(List.of(), differences(facts, HostFacts.of(captured(first, ALL, false))));
    }

    @Test
    void serialNumbersBecomeTheBeginningOfTheirProfileHash() throws IOException, HostException {
        Host host = HostSources.open("demo:workstation");
        Host hidden = captured(host, ALL, true);
        int found = 0;
        for (HostFunction function : host.functions()) {
            Optional<Long> serial = function.serial().value();
            assertEquals(serial.map(SerialHash::of),
                    hidden.function(function.address()).orElseThrow().serial().value());
            found += serial.isPresent() ? 1 : 0;
        }
        assertTrue(found > 0);
        // printf 0000000000000001 | sha256sum
        assertEquals(0x665e994827f6b031L, SerialHash.of(1));
        Set<String> asked = differences(HostFacts.of(host), HostFacts.of(hidden)).stream()
                .map(line -> line.substring(0, line.indexOf(": ")))
                .map(line -> line.substring(line.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        // The last two hold functions of PCI.
        assertEquals(Set.of("serial", "pci", "topology", "computed"), asked);
    }

    @Test
    void personsAndMachinesAreNotNamed() throws IOException, HostException {
        Path root = folder.resolve("root");
        Secrets.write(root);
        Host host = HostSources.open(root);
        Host capture = captured(host, NOTHING, false);
        Secrets.assertNone(Secrets.unpacked(folder.resolve("made.tar.zst")));
        assertEquals(Set.of(Sensitive.MAC, Sensitive.KEYS, Sensitive.SERIALS, Sensitive.NAMES),
                Capture.of(host, NOTHING, false).leftOut().keySet());
        // What the names tied together still is.
        assertEquals("0000:00:14.0", capture.critical().defaultRoute().value().orElseThrow().getFirst().function()
                .toString());
        assertEquals("/", capture.critical().fileSystems().value().orElseThrow().getFirst().detail());
        assertEquals(Optional.of(true), capture.iommu().hasTable("MSDM").value());
        assertTrue(capture.iommu().table("MSDM").isUnknown());
        assertEquals(84, capture.iommu().table("FACP").value().orElseThrow().bytes().length);
        assertEquals("user1", capture.memory().lockLimits().value().orElseThrow().getFirst().subject());
        // Asked for, all of it is there.
        captured(host, ALL, false);
        String asked = Secrets.unpacked(folder.resolve("made.tar.zst"));
        for (String word : List.of("barbaras-tower", "525400123456", "4C530001", "PF1ABC", "S3Z9NB0K", "AAAAA-BBBBB")) {
            assertTrue(asked.contains(word), word);
        }
    }

    @Test
    void whatCannotBeReadIsSaidAndUnknown() throws IOException, HostException {
        Path root = folder.resolve("root");
        write(root, "underpass/complete", "sys\netc\n!etc/libvirt\n!sys/bus/pci/devices/0000:00:02.0/rom\n");
        write(root, "sys/bus/pci/devices/0000:00:02.0/rom", "");
        for (String function : List.of("0000:00:02.0", "0000:00:03.0")) {
            write(root, "sys/bus/pci/devices/" + function + "/vendor", "0x8086\n");
            write(root, "sys/bus/pci/devices/" + function + "/device", "0x0001\n");
            write(root, "sys/bus/pci/devices/" + function + "/class", "0x030000\n");
        }
        Files.createDirectories(root.resolve("etc/libvirt"));
        Host host = HostSources.open(root);
        Capture capture = Capture.of(host, NOTHING, false);
        assertEquals(Set.of("sys/bus/pci/devices/0000:00:02.0/rom"), capture.unread().keySet());
        Host again = captured(host, NOTHING, false);
        assertTrue(again.programs().libvirtSettings("qemu.conf").isUnknown());
        assertTrue(again.programs().libvirtHooks().isUnknown());
        assertTrue(again.functions().getFirst().rom().isUnknown());
        assertTrue(again.functions().getLast().rom().isAbsent());
        assertTrue(again.functions().getLast().driver().isAbsent());
        assertTrue(again.kernel().arguments().isUnknown());
        assertTrue(again.functions().getLast().attribute("firmware_node").isUnknown());
    }

    private static void write(Path root, String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }
}
