package org.underpass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All or none, whatever comes in between. */
class OutputFolderTest {
    @TempDir
    Path folder;

    @Test
    void aNewFolderAppearsWithAllItsFiles() throws Exception {
        Path target = folder.resolve("deep/out");
        try (OutputFolder output = OutputFolder.beside(target)) {
            output.write("kvm/host/prepare.sh", "#!/bin/sh\n".getBytes(), true);
            assertTrue(Files.notExists(target), "nothing is there before all of it is");
            output.commit(existing -> false);
        }
        assertTrue(Files.isExecutable(target.resolve("kvm/host/prepare.sh")));
        assertEquals(List.of("out"), names(folder.resolve("deep")));
    }

    @Test
    void whatIsNotCommittedLeavesNothing() throws Exception {
        try (OutputFolder output = OutputFolder.beside(folder.resolve("out"))) {
            output.write("a", new byte[100], false);
        }
        assertEquals(List.of(), names(folder));
    }

    @Test
    void anEntryIsReplacedOnlyByLeave() throws Exception {
        Path target = Files.createDirectories(folder.resolve("out"));
        Files.writeString(target.resolve("mine"), "keep");
        Files.createDirectories(target.resolve("kvm"));
        Files.writeString(target.resolve("kvm/old"), "old");
        try (OutputFolder output = OutputFolder.beside(target)) {
            output.write("kvm/new", "new".getBytes(), false);
            output.write("xen/new", "new".getBytes(), false);
            assertThrows(OutputException.class, () -> output.commit(existing -> false));
        }
        assertEquals(List.of("kvm", "mine"), names(target));
        assertEquals(List.of("old"), names(target.resolve("kvm")));
        try (OutputFolder output = OutputFolder.beside(target)) {
            output.write("kvm/new", "new".getBytes(), false);
            output.commit(existing -> existing.endsWith("kvm"));
        }
        assertEquals(List.of("new"), names(target.resolve("kvm")));
        assertEquals("keep", Files.readString(target.resolve("mine")));
        assertEquals(List.of("out"), names(folder));
    }

    @Test
    void aFileIsNoFolderAndAPathStaysInside() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        assertThrows(OutputException.class, () -> OutputFolder.beside(folder.resolve("file")));
        try (OutputFolder output = OutputFolder.beside(folder.resolve("out"))) {
            assertThrows(OutputException.class, () -> output.write("../escape", new byte[0], false));
            assertThrows(OutputException.class, () -> output.write("/escape", new byte[0], false));
        }
        assertEquals(List.of("file"), names(folder));
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> list = Files.list(root)) {
            return list.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
