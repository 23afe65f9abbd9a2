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

/** One file, whole or not at all. */
class OutputFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void takesThePlaceOfTheOldInOneStep() throws IOException, OutputException {
        Path target = Files.writeString(folder.resolve("file"), "old");
        try (OutputFile output = OutputFile.beside(target)) {
            output.write(out -> out.write(new byte[] {'n', 'e', 'w'}));
            assertEquals("old", Files.readString(target));
            output.commit();
        }
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("file"), names());
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException, OutputException {
        Path target = Files.writeString(folder.resolve("file"), "old");
        try (OutputFile output = OutputFile.beside(target)) {
            OutputException failure = assertThrows(OutputException.class, () -> output.write(out -> {
                out.write(1);
                throw new IOException("No space left on device");
            }));
            assertTrue(failure.getMessage().contains("No space left on device"), failure.getMessage());
        }
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("file"), names());
    }

    @Test
    void refusesWhatCannotBeAFile() {
        assertThrows(OutputException.class, () -> OutputFile.beside(folder));
        assertThrows(OutputException.class, () -> OutputFile.beside(folder.resolve("none/file")));
        assertThrows(OutputException.class, () -> OutputFile.beside(Path.of("/")));
    }
}
