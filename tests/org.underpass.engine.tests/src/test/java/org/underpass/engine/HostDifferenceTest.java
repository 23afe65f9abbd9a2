package org.underpass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.engine.HostDifference.Change;
import org.underpass.engine.HostDifference.Kind;
import org.underpass.host.FileTree;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;
import org.underpass.host.capture.Capture;
import org.underpass.host.capture.SerialHash;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;

/** What changed is named, what moved is followed, and what one side does not show is no difference. */
class HostDifferenceTest {
    private static final String CARD = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/0000:02:00.0/0000:03:00.0/";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"workstation", "laptop", "board"})
    void aHostIsAsItIs(String demo) throws HostException, IOException {
        HostDifference difference = HostDifference.between(HostSources.open("demo:" + demo), board(demo));
        assertEquals(List.of(), difference.changes());
        assertEquals(List.of(), difference.unknown());
        assertTrue(difference.isEmpty());
    }

    @Test
    void everythingThatChangesIsNamed() throws HostException, IOException {
        Host before = HostSources.open("demo:board");
        board("board");
        write("proc/sys/kernel/osrelease", "6.11.0-9-generic\n");
        write("proc/cmdline", Files.readString(folder.resolve("proc/cmdline")).replace("iommu=pt", "iommu=nopt"));
        write("sys/firmware/acpi/tables/DMAR", Files.readString(folder.resolve("sys/firmware/acpi/tables/DMAR"),
                StandardCharsets.ISO_8859_1) + "x");
        Files.createFile(folder.resolve("sys/firmware/acpi/tables/SSDT9"));
        Files.deleteIfExists(folder.resolve(CARD + "driver"));
        write(CARD + "reset_method", "bus\n");
        write(CARD + "current_link_width", "4\n");
        write(CARD + "rom", "a ROM that somebody dumped");
        write(CARD + "resource", Files.readString(folder.resolve(CARD + "resource"))
                .replaceFirst("0x\\S+ 0x\\S+", "0x0000006000000000 0x00000061ffffffff"));
        HostDifference difference = HostDifference.between(before, HostSources.open(folder));
        assertEquals("6.8.0-45-generic>6.11.0-9-generic", find(difference, Kind.KERNEL, "release"));
        assertEquals("iommu=pt>", find(difference, Kind.ARGUMENT, "iommu=pt"));
        assertEquals(">iommu=nopt", find(difference, Kind.ARGUMENT, "iommu=nopt"));
        assertEquals(">there", find(difference, Kind.ACPI_TABLE, "SSDT9"));
        assertTrue(find(difference, Kind.ACPI_TABLE, "DMAR").matches(".*bytes, SHA-256 [0-9a-f]{16}….*bytes, .*"));
        assertEquals("vfio-pci>", find(difference, Kind.DRIVER, "driver"));
        assertTrue(find(difference, Kind.RESET_METHODS, "reset methods").endsWith(">bus"));
        assertTrue(find(difference, Kind.LINK, "link width").endsWith(">x4"));
        assertTrue(find(difference, Kind.BAR, "BAR 0").endsWith("8 GiB, at 0x6000000000"));
        // The demo machine's ROM was not dumped: what it was is not known.
        assertTrue(difference.unknown().contains("option ROM: the first does not show it"), difference::toString);
        assertTrue(difference.changes().stream().flatMap(change -> change.function().stream())
                .allMatch(address -> address.toString().equals("0000:03:00.0")), difference::toString);
        assertEquals(9, difference.changes().size(), difference::toString);
    }

    @Test
    void aGroupThatSplitsIsNamedOnce() throws HostException, IOException {
        Host before = HostSources.open("demo:board");
        board("board");
        String group = before.groups().of(before.functions().stream().filter(f -> f.address().toString()
                .equals("0000:04:00.0")).findFirst().orElseThrow().address()).orElseThrow().id();
        Path link = folder.resolve("sys/kernel/iommu_groups/" + group + "/devices/0000:04:00.0");
        Path moved = folder.resolve("sys/kernel/iommu_groups/99/devices/0000:04:00.0");
        Files.createDirectories(moved.getParent());
        Files.move(link, moved);
        Path own = folder.resolve("sys/devices/pci0000:00/0000:00:01.1/0000:04:00.0/iommu_group");
        Files.delete(own);
        Files.createSymbolicLink(own, Path.of("../../../../kernel/iommu_groups/99"));
        HostDifference difference = HostDifference.between(before, HostSources.open(folder));
        assertEquals(1, difference.changes().size(), difference::toString);
        Change change = difference.changes().getFirst();
        assertEquals("group " + group, change.subject());
        assertTrue(change.before().orElse("").contains("0000:03:00.0") && change.before().orElse("")
                .contains("0000:04:00.0"));
        assertTrue(change.after().orElse("").endsWith("; 99: 0000:04:00.0"), change::toString);
    }

    @Test
    void aCardThatMovedIsTheSameCard() throws HostException, IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path one = Files.createDirectory(folder.resolve("one"));
        card(one, "0000:01:00", 0x1111L);
        card(one, "0000:02:00", 0x2222L);
        card(other, "0000:02:00", 0x1111L);
        card(other, "0000:05:00", 0x2222L);
        HostDifference difference = HostDifference.between(HostSources.open(one), HostSources.open(other));
        assertEquals(List.of("0000:01:00.0>0000:02:00.0", "0000:01:00.1>0000:02:00.1", "0000:02:00.0>0000:05:00.0",
                "0000:02:00.1>0000:05:00.1"), difference.changes().stream().filter(c -> c.kind() == Kind.MOVED)
                .map(c -> c.before().orElse("") + ">" + c.after().orElse("")).toList());
        assertEquals(4, difference.changes().size(), difference::toString);
    }

    @Test
    void anotherCardOfTheSameKindIsAnother() throws HostException, IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path one = Files.createDirectory(folder.resolve("one"));
        card(one, "0000:01:00", 0x1111L);
        card(other, "0000:01:00", 0x3333L);
        HostDifference difference = HostDifference.between(HostSources.open(one), HostSources.open(other));
        assertEquals(List.of(Kind.REMOVED, Kind.ADDED), difference.changes().stream().map(Change::kind)
                .filter(kind -> kind != Kind.MOVED).distinct().toList());
        // The same card, of which one capture hides the serial number.
        Path hidden = Files.createDirectory(folder.resolve("hidden"));
        card(hidden, "0000:01:00", SerialHash.of(0x1111L));
        assertTrue(HostDifference.between(HostSources.open(one), HostSources.open(hidden)).isEmpty());
        assertTrue(HostDifference.between(HostSources.open(hidden), HostSources.open(one)).isEmpty());
    }

    @Test
    void namesThatACaptureLacksAreNoDifference() throws HostException, IOException {
        board("board");
        write("proc/sys/kernel/hostname", "barbaras-tower\n");
        write("proc/cmdline", "root=/dev/mapper/barbaras--tower--vg-root ro\n");
        Host host = HostSources.open(folder);
        Host capture = captured(host, false);
        assertEquals("host--vg-root", capture.kernel().arguments().value().orElseThrow().all().getFirst().value()
                .orElse("").substring("/dev/mapper/".length()));
        assertEquals(List.of(), HostDifference.between(host, capture).changes());
    }

    @Test
    void aProfileFindsItsCardWhereSerialNumbersAreHashed() throws HostException, IOException {
        // printf 48b02dfe12a4c037 | sha256sum
        ProfileResult profile = ProfileReader.read("underpass: 1\nkind: vm\nname: x\nmachine: {memory: 4 GiB}\n"
                + "devices:\n  - identity:\n      vendor: \"10de\"\n      device: \"2484\"\n      serialHash: "
                + "e18f7756578c7a9d2bafa533b2bbd59c9351a558c05f6aa37ef2443b525fbecb\n", "x.vm.yaml");
        assertEquals(List.of(), profile.problems());
        Host host = HostSources.open("demo:workstation");
        Host hashed = captured(host, true);
        for (Host one : List.of(host, hashed)) {
            Report report = new Validation(Plugins.of(List.of(), List.of(), List.of())).check(Optional.of(one), profile,
                    Optional.empty());
            assertEquals("0000:01:00.0", report.assignment().devices().getFirst().functions().getFirst().address()
                    .toString(), one.toString());
        }
        assertTrue(HostDifference.between(host, hashed).isEmpty());
    }

    private Host captured(Host host, boolean hashSerials) throws HostException, IOException {
        Path file = folder.resolve("made.tar.zst");
        try (OutputStream out = Files.newOutputStream(file)) {
            Capture.of(host, Set.of(), hashSerials).writeTo(out);
        }
        return HostSources.open(file.toString());
    }

    private static String find(HostDifference difference, Kind kind, String subject) {
        return difference.changes().stream().filter(c -> c.kind() == kind && c.subject().equals(subject)).findFirst()
                .map(c -> c.before().orElse("") + ">" + c.after().orElse(""))
                .orElseThrow(() -> new AssertionError("no " + subject + " in " + difference));
    }

    /** A card of two functions, of which the first has a serial number. */
    private static void card(Path root, String slot, long serial) throws IOException {
        ByteBuffer config = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        config.putInt(0, 0x2484_10de).putInt(8, 0x030000_a1).put(14, (byte) 0x80);
        // Capabilities list; an express endpoint, without which there is no extended space.
        config.putShort(6, (short) 0x10).put(0x34, (byte) 0x40).putInt(0x40, 0x0002_0010);
        config.putInt(0x100, 0x0001_0003).putLong(0x104, serial);
        function(root, slot + ".0", "0x2484", "0x030000", config.array());
        function(root, slot + ".1", "0x228b", "0x040300", null);
    }

    private static void function(Path root, String address, String device, String code, byte[] config)
            throws IOException {
        Path place = Files.createDirectories(root.resolve("sys/bus/pci/devices/" + address));
        Files.writeString(place.resolve("vendor"), "0x10de\n");
        Files.writeString(place.resolve("device"), device + "\n");
        Files.writeString(place.resolve("class"), code + "\n");
        if (config != null) {
            Files.write(place.resolve("config"), config);
        }
    }

    /** A demo machine as a folder, which a test then changes. */
    private Host board(String demo) throws HostException, IOException {
        copy(HostSources.open("demo:" + demo).tree(), "");
        return HostSources.open(folder);
    }

    private void copy(FileTree tree, String directory) throws IOException {
        for (String name : tree.list(directory).orElse(List.of())) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            Optional<String> link = tree.link(path).value();
            if (link.isPresent()) {
                Files.createSymbolicLink(folder.resolve(path), Path.of(link.get()));
            } else if (tree.list(path).isKnown()) {
                Files.createDirectories(folder.resolve(path));
                copy(tree, path);
            } else {
                Files.write(folder.resolve(path), tree.read(path).value().orElseThrow());
            }
        }
    }

    private void write(String path, String content) throws IOException {
        Files.writeString(folder.resolve(path), content, StandardCharsets.ISO_8859_1);
    }
}
