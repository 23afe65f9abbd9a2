package org.underpass.product.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example plug-ins, built as strangers build theirs: by a Maven of its own against the published repository. Then
 * installed, seen in each answer that they change, and removed without a trace.
 */
class StrangersTest {
    private static final Path ROOT = Path.of(System.getProperty("underpass.root"));
    private static final long PATIENCE_MINUTES = 10;

    @TempDir
    private Path folder;
    private Product product;

    @BeforeAll
    static void buildExamples() throws Exception {
        Path log = Files.createDirectories(ROOT.resolve("target")).resolve("examples.log");
        // The same Maven and the same local repository as the build that runs this test.
        var builder = new ProcessBuilder(System.getProperty("underpass.maven"), "-B", "-ntp", "-f",
                ROOT.resolve("tests/examples/pom.xml").toString(), "verify",
                "-Dmaven.repo.local=" + System.getProperty("underpass.maven.repository"))
                .redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_CMD_LINE_ARGS");
        Process build = builder.start();
        if (!build.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            build.destroyForcibly();
        }
        assertEquals(0, build.waitFor(), () -> "the examples do not build; see " + log);
    }

    @BeforeEach
    void makeProduct() throws IOException {
        product = new Product(folder);
    }

    @Test
    void aQuirkComesAndGoes() throws Exception {
        Path host = emulatedDisplay();
        String[] forecast = {"reset", "forecast", "0000:00:01.0", "--host", host.toString()};
        assertFalse(product.run(forecast).out().contains("example.emulated-display"));
        install("example.quirk");
        assertTrue(list().contains("example.emulated-display"), this::listing);
        String out = product.run(forecast).out();
        assertTrue(out.contains("example.emulated-display"), out);
        remove("example.quirk");
        assertFalse(product.run(forecast).out().contains("example.emulated-display"));
        assertFalse(list().contains("example."), this::listing);
    }

    @Test
    void aRuleComesAndGoes() throws Exception {
        Path profile = profile();
        Files.writeString(profile, Files.readString(profile).replaceFirst("memory: [^\n]*", "memory: 4097 MiB"));
        String[] check = {"profile", "check", profile.toString(), "--host", "demo:workstation"};
        assertFalse(product.run(check).out().contains("EX01"));
        install("example.rule");
        assertTrue(list().contains("EX01"), this::listing);
        String out = product.run(check).out();
        assertTrue(out.contains("EX01"), out);
        remove("example.rule");
        assertFalse(product.run(check).out().contains("EX01"));
        assertFalse(list().contains("example."), this::listing);
    }

    @Test
    void aBackendComesAndGoes() throws Exception {
        String out = folder.resolve("built").toString();
        String[] build = {"profile", "build", profile().toString(), "--host", "demo:workstation", "--backend",
            "cloud-hypervisor", "--out", out};
        assertEquals(2, product.run(build).status());
        install("example.hypervisor");
        assertTrue(list().contains("cloud-hypervisor"), this::listing);
        Product.Ended ended = product.run(build);
        assertEquals(0, ended.status(), ended::toString);
        try (Stream<Path> files = Files.walk(Path.of(out))) {
            assertTrue(files.anyMatch(file -> file.endsWith("run.sh")), ended::toString);
        }
        remove("example.hypervisor");
        assertEquals(2, product.run(build).status());
        assertFalse(list().contains("example."), this::listing);
    }

    private void install(String id) throws Exception {
        var jars = new ArrayList<Path>();
        try (Stream<Path> files = Files.list(ROOT.resolve("tests").resolve(id).resolve("target"))) {
            files.filter(file -> file.toString().endsWith("SNAPSHOT.jar")).forEach(jars::add);
        }
        assertEquals(1, jars.size(), jars::toString);
        Product.Ended ended = product.run("plugins", "install", jars.getFirst().toString());
        assertEquals(0, ended.status(), ended::toString);
    }

    private void remove(String id) throws Exception {
        Product.Ended ended = product.run("plugins", "remove", id);
        assertEquals(0, ended.status(), ended::toString);
    }

    private String list() throws Exception {
        Product.Ended ended = product.run("plugins", "list");
        assertEquals(0, ended.status(), ended::toString);
        return ended.out();
    }

    private String listing() {
        try {
            return list();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private Path profile() throws Exception {
        Product.Ended ended = product.run("profile", "new", "vm", "--host", "demo:workstation", "--out",
                folder.resolve("profile").toString());
        assertEquals(0, ended.status(), ended::toString);
        try (Stream<Path> files = Files.list(folder.resolve("profile"))) {
            return files.filter(file -> file.toString().endsWith(".vm.yaml")).findFirst().orElseThrow();
        }
    }

    /** A captured machine with nothing but QEMU's standard adapter. */
    private Path emulatedDisplay() throws IOException {
        Path host = folder.resolve("host");
        Path function = Files.createDirectories(host.resolve("sys/bus/pci/devices/0000:00:01.0"));
        for (Map.Entry<String, String> fact : Map.of("vendor", "0x1234", "device", "0x1111", "class", "0x030000",
                "revision", "0x02", "subsystem_vendor", "0x1af4", "subsystem_device", "0x1100").entrySet()) {
            Files.writeString(function.resolve(fact.getKey()), fact.getValue() + "\n");
        }
        return host;
    }
}
