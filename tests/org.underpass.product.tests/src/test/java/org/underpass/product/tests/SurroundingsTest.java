package org.underpass.product.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.product.tests.Product.Ended;
import org.underpass.product.tests.Product.Running;

/** Surroundings that refuse, met by a process of its own: no permission, a full disk, Ctrl-C. */
class SurroundingsTest {
    private static final String NOBODY = "65534";

    /** The state is prepared once for all tests: that takes seconds, and is tested elsewhere. */
    @TempDir
    static Path state;

    @TempDir
    Path folder;
    private Product product;
    private Path work;

    @BeforeEach
    void makeRoom() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        product = new Product(Files.createDirectory(folder.resolve("product")))
                .with("XDG_CACHE_HOME", state.toString());
        work = Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void withoutPermissionToWriteItSaysSoAndLeavesTheFolderAlone() throws Exception {
        assumeTrue(run(asOrdinaryUser(List.of("--version"))).status() == 0,
                "skipped: an ordinary user cannot reach the product in " + Product.home());
        Path out = Files.createDirectory(work.resolve("out"));
        Files.writeString(out.resolve("mine"), "keep");
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("r-xr-xr-x"));
        Ended ended = run(asOrdinaryUser(List.of("profile", "new", "vm", "--host", "demo:workstation", "--out",
                out.toString())));
        assertEquals(7, ended.status(), ended::toString);
        assertEquals("", ended.out());
        assertEquals(1, ended.err().lines().count(), ended::toString);
        assertTrue(ended.err().contains(out.toString()), ended::toString);
        assertEquals(List.of("mine"), names(out));
        assertEquals(List.of("out"), names(work));
    }

    @Test
    void aFullDiskIsStatusSevenAndNothingIsHalfWritten() throws Exception {
        assumeTrue(isRoot() && new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0,
                "skipped: only root can mount a small disk to fill");
        Path out = work.resolve("out");
        Path listing = folder.resolve("listing");
        // A mount namespace of its own, so that the small disk goes away with the process.
        String script = "disk=$1; listing=$2; shift 2; mount -t tmpfs -o size=16k tmpfs \"$disk\" || exit 99\n"
                + "\"$@\"; status=$?; ls -A \"$disk\" >\"$listing\"; exit $status";
        List<String> words = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh", work.toString(),
                listing.toString(), Product.script().toString(), "demo", "--out", out.toString()));
        Ended ended = run(words);
        assertEquals(7, ended.status(), ended::toString);
        assertEquals(1, ended.err().lines().count(), ended::toString);
        assertTrue(ended.err().contains("No space left"), ended::toString);
        assertEquals("", Files.readString(listing), "something was left on the disk");
    }

    @Test
    void anInterruptionIsStatus130AndLeavesNothing() throws Exception {
        assertEquals(0, product.run("--version").status());
        Path pipe = work.resolve("slow.vm.yaml");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        // Whoever runs the tests in the background has interrupts ignored, and so would all that he starts.
        Running running = product.start(Path.of("env"), List.of("--default-signal=INT", Product.script().toString(),
                "profile", "build", pipe.toString(), "--host", "demo:workstation", "--out",
                work.resolve("out").toString()));
        // A pipe opens for writing once somebody waits to read it: then the command is in the midst of its work.
        try (var writer = Files.newOutputStream(pipe)) {
            writer.write('#');
            writer.flush();
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(running.process().pid())).start()
                    .waitFor());
            assertTrue(running.process().waitFor(10, TimeUnit.SECONDS), "it goes on");
        }
        assertEquals(130, running.process().exitValue());
        assertEquals("", Files.readString(running.out()));
        assertEquals(List.of("slow.vm.yaml"), names(work));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> asOrdinaryUser(List<String> arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        words.add(Product.script().toString());
        words.addAll(arguments);
        return words;
    }

    private Ended run(List<String> words) throws IOException, InterruptedException {
        return product.run(Path.of(words.get(0)), words.subList(1, words.size()));
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> list = Files.list(root)) {
            return list.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
