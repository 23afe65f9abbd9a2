package org.underpass.product.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start of the headless command: always the same answer, whatever became of its state. */
class StartTest {

    @TempDir
    private Path folder;
    private Product product;

    @BeforeEach
    void makeProduct() throws IOException {
        product = new Product(folder);
    }

    private void assertAnswers(Product.Ended ended) {
        assertEquals("0 ", ended.status() + " " + ended.err());
        assertTrue(ended.out().matches("underpass 0\\.1\\.0[0-9.]*\n"), ended.out());
    }

    @Test
    void theFirstStartPreparesAndTheNextUsesIt() throws Exception {
        assertAnswers(product.run("--version"));
        String prepared = Files.readString(product.state().resolve("start"));
        assertTrue(prepared.contains("-XX:AOTCache=") || prepared.contains("-XX:SharedArchiveFile="), prepared);
        assertAnswers(product.run("--version"));
        assertEquals(prepared, Files.readString(product.state().resolve("start")));
    }

    @Test
    void aLinkFromElsewhereStartsIt() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first"), Product.script());
        Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
        assertAnswers(product.run(second, List.of("--version")));
    }

    @Test
    void manyFirstStartsAtOnceAllAnswer() throws Exception {
        var running = new ArrayList<Product.Running>();
        for (int i = 0; i < 4; i++) {
            running.add(product.start(Product.script(), List.of("--version")));
        }
        for (Product.Running one : running) {
            assertAnswers(Product.end(one));
        }
        assertAnswers(product.run("--version"));
    }

    /** A file where the cache's folder should be stops root too, whom permissions do not. */
    @Test
    void withoutAPlaceForItsStateItStartsSlowlyAndLeavesNothing() throws Exception {
        Files.writeString(product.cache(), "in the way");
        assertAnswers(product.run("--version"));
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void damagedStateIsReplaced() throws Exception {
        assertAnswers(product.run("--version"));
        Path generation = generation();
        Files.writeString(generation.resolve("index"), "no index");
        assertAnswers(product.run("--version"));
        assertFalse(Files.exists(product.state().resolve("start")), "the script is told to prepare anew");
        assertAnswers(product.run("--version"));
        assertTrue(Files.exists(product.state().resolve("start")));
    }

    @Test
    void aDamagedStoreIsReplaced() throws Exception {
        assertAnswers(product.run("--version"));
        Path generation = generation();
        String store = Files.readString(generation.resolve("store"));
        try (Stream<Path> files = Files.walk(generation.resolve("stores").resolve(store))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("framework.info")).toList()) {
                Files.writeString(file, "no store");
            }
        }
        assertAnswers(product.run("--version"));
        assertAnswers(product.run("--version"));
    }

    @Test
    void aDamagedClassCacheIsIgnored() throws Exception {
        assertAnswers(product.run("--version"));
        Files.writeString(generation().resolve("classes"), "no cache");
        assertAnswers(product.run("--version"));
    }

    @Test
    void aBrokenPluginStopsNobody() throws Exception {
        assertAnswers(product.run("--version"));
        Files.writeString(product.plugins().resolve("broken.jar"), "no jar");
        assertAnswers(product.run("--version"));
        String store = Files.readString(generation().resolve("store"));
        assertAnswers(product.run("--version"));
        assertEquals(store, Files.readString(generation().resolve("store")), "the second start uses the store");
        Files.delete(product.plugins().resolve("broken.jar"));
        assertAnswers(product.run("--version"));
    }

    @Test
    void wrongUsageIsStatusTwo() throws Exception {
        Product.Ended ended = product.run("no-such-noun");
        assertEquals(2, ended.status(), ended.err());
        assertEquals("", ended.out());
    }

    @Test
    void noJdkIsStatusSeven() throws Exception {
        // Only a JDK that is too old is offered; those under /usr/lib/jvm would be found, so the script runs where there
        // are none: in a copy whose search is pointed at an empty folder.
        String script = Files.readString(Product.script()).replace("/usr/lib/jvm/", folder + "/jvm/");
        Path bin = Files.createDirectories(folder.resolve("copy/bin"));
        Files.createDirectories(folder.resolve("copy/plugins"));
        Path copy = Files.writeString(bin.resolve("underpass"), script);
        assertTrue(copy.toFile().setExecutable(true));
        Path old = Files.createDirectories(folder.resolve("old/bin"));
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.9\"\n");
        assertTrue(Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 99\n").toFile().setExecutable(true));
        product.with("JAVA_HOME", folder.resolve("old").toString()).with("PATH", "/usr/bin:/bin");
        Product.Ended ended = product.run(copy, List.of("--version"));
        assertEquals(7, ended.status(), ended.err());
        assertTrue(ended.err().startsWith("underpass: no JDK 21 or newer"), ended.err());
    }

    @Test
    void theWorkbenchIsStartedAgainWhenItAsks() throws Exception {
        Path jdk = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");
        Path starts = folder.resolve("starts");
        assertTrue(Files.writeString(jdk.resolve("java"), "#!/bin/sh\necho \"$*\" >> '" + starts
                + "'\n[ \"$(wc -l < '" + starts + "')\" -ge 3 ] && exit 0\nexit 23\n").toFile().setExecutable(true));
        product.with("JAVA_HOME", folder.resolve("jdk").toString()).with("DISPLAY", ":99");
        Product.Ended ended = product.run("workbench", "-host", "demo:board");
        assertEquals(0, ended.status(), ended.err());
        List<String> lines = Files.readAllLines(starts);
        assertEquals(3, lines.size());
        assertEquals(1, lines.stream().distinct().count());
        assertTrue(lines.getFirst().endsWith(" -host demo:board"), lines.getFirst());
        assertTrue(lines.getFirst().contains("-XX:SharedArchiveFile=" + product.state().resolve("workbench.jsa")));
    }

    private Path generation() throws IOException {
        String start = Files.readString(product.state().resolve("start"));
        int begin = start.indexOf("-Dunderpass.generation=") + "-Dunderpass.generation=".length();
        return Path.of(start.substring(begin, start.indexOf('"', begin)));
    }
}
