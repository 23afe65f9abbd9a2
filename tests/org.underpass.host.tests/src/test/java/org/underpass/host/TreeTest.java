package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.machines.Captures;
import org.underpass.host.tree.TreeText;

/** Folders and simulated machines give files alike, and no link leads out of a captured tree. */
class TreeTest {

    @TempDir
    Path folder;

    @Test
    void linksNeverLeadOut() throws IOException, HostException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "secret");
        Path root = folder.resolve("root");
        FileTree tree = new FolderHost(root).link("sys/up", "../../secret").link("sys/absolute", secret.toString())
                .link("sys/directory", "../..").link("sys/far", "../../../../../../../../etc")
                .file("etc/secret", "captured").link("sys/inside", "/etc/secret").open().tree();
        for (String path : List.of("sys/up", "sys/absolute", "sys/directory/secret", "sys/far/passwd", "../secret",
                "sys/../../secret", secret.toString())) {
            assertFalse(tree.read(path).isKnown(), path);
        }
        assertTrue(tree.list("sys/directory").isUnknown());
        assertEquals("it leads out of the captured tree", ((Fact.Unknown<byte[]>) tree.read("sys/up")).why());
        assertEquals("captured", tree.read("sys/inside").map(String::new).orElse(""));
    }

    @Test
    void loopsEnd() throws HostException {
        FolderHost capture = new FolderHost(folder).link("sys/a", "b").link("sys/b", "a").link("sys/self", "self/self")
                .link("sys/here", ".");
        FileTree tree = capture.open().tree();
        assertTimeout(Duration.ofSeconds(5), () -> {
            assertTrue(tree.read("sys/a").isUnknown());
            assertTrue(tree.read("sys/self/x").isUnknown());
            assertTrue(tree.read("sys/" + "here/".repeat(60) + "none").isUnknown());
        });
    }

    @Test
    void pipesAreNotOpened() throws Exception {
        new FolderHost(folder);
        Process made;
        try {
            made = new ProcessBuilder("mkfifo", folder.resolve("sys/pipe").toString()).start();
        } catch (IOException e) {
            made = null;
        }
        Assumptions.assumeTrue(made != null && made.waitFor() == 0, "mkfifo is not there");
        FileTree tree = HostSources.open(folder).tree();
        assertTimeout(Duration.ofSeconds(5), () -> assertTrue(tree.read("sys/pipe").isUnknown()));
    }

    @Test
    void folderShowsWhatTheTreeHolds() throws IOException, HostException {
        FileTree lab = Captures.lab();
        Captures.writeFolder(lab, folder);
        Host host = HostSources.open(folder);
        assertEquals(same(lab, ""), same(host.tree(), ""));
        assertEquals(23, host.functions().size());
    }

    /** Everything as text, for comparing. */
    private static String same(FileTree tree, String directory) {
        StringBuilder all = new StringBuilder();
        for (String name : tree.list(directory).orElse(List.of())) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            all.append(path).append(' ');
            if (tree.link(path).isKnown()) {
                all.append("-> ").append(tree.link(path).orElse("")).append(' ')
                        .append(tree.resolve(path).orElse("")).append('\n');
            } else if (tree.list(path).isKnown()) {
                all.append('\n').append(same(tree, path));
            } else {
                all.append(new String(tree.read(path).value().orElseThrow(),
                        StandardCharsets.ISO_8859_1)).append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void oneFolderDownIsFound() throws HostException {
        new FolderHost(folder.resolve("machine")).function("0000:00:00.0", "0x8086", "0x0c00", "0x060000");
        assertEquals(1, HostSources.open(folder).functions().size());
    }

    @Test
    void namesThatAreNoHostAreRefused() throws IOException {
        assertEquals(HostException.Kind.USAGE, refused("demo:toaster").kind());
        assertTrue(refused("demo:toaster").getMessage().contains("workstation, desktop, laptop, board"));
        assertEquals(HostException.Kind.USAGE, refused("ssh://").kind());
        assertEquals(HostException.Kind.USAGE, refused("").kind());
        assertEquals(HostException.Kind.USAGE, refused("a\0b").kind());
        assertEquals(HostException.Kind.MALFORMED, refused(folder.resolve("none").toString()).kind());
        assertEquals(HostException.Kind.MALFORMED, refused(folder.toString()).kind());
        Path text = Files.writeString(folder.resolve("letter.txt"), "Dear Sir or Madam,\n");
        assertTrue(refused(text.toString()).getMessage().startsWith(text + ":"), refused(text.toString()).getMessage());
        Path tar = Files.writeString(folder.resolve("no.tar"), "not a tar");
        assertTrue(refused(tar.toString()).getMessage().contains("offset 0"));
    }

    private static HostException refused(String host) {
        return assertThrows(HostException.class, () -> HostSources.open(host));
    }

    @Test
    void textOfLspciShowsFunctionsAndNoMore() throws HostException {
        Host text = HostSources.open(Captures.root().resolve("tests/fixtures/lab-intel.lspci.txt").toString());
        Host archive = HostSources.open(Captures.root().resolve("tests/fixtures/lab-intel.tar.xz").toString());
        assertEquals(HostOrigin.Kind.TEXT, text.origin().kind());
        assertEquals(archive.functions().stream().map(HostFunction::address).toList(),
                text.functions().stream().map(HostFunction::address).toList());
        assertEquals(HostGroups.Source.UNKNOWN, text.groups().source());
        assertEquals(HostGroups.Source.KERNEL, archive.groups().source());
        assertEquals(List.of(), archive.groups().differences());
        for (HostFunction function : text.functions()) {
            assertTrue(function.driver().isUnknown());
            assertTrue(function.resetMethods().isUnknown());
            assertEquals(archive.topology().parent(function.address()).map(bridge -> bridge.address()),
                    text.topology().parent(function.address()).map(bridge -> bridge.address()));
        }
    }

    @Test
    void tablesBesideACaptureAreFound() throws IOException, HostException {
        byte[] table = Captures.lab().read("sys/firmware/acpi/tables/DMAR").value().orElseThrow();
        Path root = folder.resolve("root");
        FolderHost capture = new FolderHost(root).function("0000:00:00.0", "0x8086", "0x29c0", "0x060000");
        assertTrue(capture.open().iommu().table("DMAR").isUnknown());
        Files.write(root.resolve("DMAR.bin"), table);
        assertEquals("DMAR.bin", capture.open().iommu().table("DMAR").source().toString());
        assertEquals(1, capture.open().iommu().remappingTables().size());
        capture.file("sys/firmware/acpi/tables/FACP", "");
        assertTrue(capture.open().iommu().table("IVRS").isAbsent());
        assertEquals(Optional.of(false), capture.open().iommu().hasTable("IVRS").value());
        capture.file("sys/firmware/acpi/tables/IVRS", "");
        assertEquals(Optional.of(true), capture.open().iommu().hasTable("IVRS").value());
    }

    @Test
    void treeTextNamesTheLineThatDoesNotFit() {
        assertEquals("t:2: neither a directory nor a file nor a link", assertThrows(IllegalArgumentException.class,
                () -> TreeText.read("/sys\nnothing\n", "t")).getMessage());
        assertEquals("t:3: a is there twice", assertThrows(IllegalArgumentException.class,
                () -> TreeText.read("/sys\na = 1\na = 2\n", "t")).getMessage());
    }

    @Test
    void liveMachineIsRead() throws HostException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/cpuinfo")), "no /proc here");
        Host live = HostSources.open("live");
        assertTrue(live.processors().cpus().isKnown());
        assertTrue(live.memory().total().orElse(0L) > 0);
        assertFalse(live.kernel().release().isUnknown());
        assertTrue(live.tree().isComplete("etc/nothing"));
        live.functions().forEach(function -> assertFalse(function.driver().isUnknown(), function.toString()));
    }
}
