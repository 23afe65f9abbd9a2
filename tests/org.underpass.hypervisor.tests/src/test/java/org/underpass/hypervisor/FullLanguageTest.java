package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.hypervisor.emulator.EmulatorHypervisor;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;

import org.underpass.profile.ProfileReader;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.Rendering;

/**
 * Every key of the language, with several values, through every backend: it changes what is written, or it is
 * reported. Then everything that was written is shown to those who know the formats: libvirt's schema, xl, QEMU,
 * shellcheck.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullLanguageTest {
    private final List<Hypervisor> backends = List.of(new KvmHypervisor(), new XenHypervisor(),
            new EmulatorHypervisor());
    private final Host host = Cases.workstation();
    private final List<LanguageSamples.Sample> samples = LanguageSamples.all();
    /** What each backend made of each sample, by the name of the sample. */
    private final Map<String, Map<String, Rendering>> renderings = new LinkedHashMap<>();

    @BeforeAll
    void renderAll() {
        assertEquals(List.of(), samples.stream().flatMap(s -> ProfileReader.read(s.with(), "test.vm.yaml").problems()
                .stream().filter(p -> p.severity() == ProfileProblem.Severity.ERROR).map(p -> s + ": " + p.message()))
                .toList(), "samples that the language refuses");
        for (Hypervisor backend : backends) {
            Map<String, Rendering> mine = new LinkedHashMap<>();
            mine.put("", backend.render(Cases.plan(Cases.vm(Profiles.FULL), host)));
            for (LanguageSamples.Sample sample : samples) {
                mine.put(sample.toString(), backend.render(Cases.plan(Cases.vm(sample.with()), host)));
                mine.computeIfAbsent("without " + sample.path(), k -> backend.render(Cases.plan(Cases.vm(
                        sample.without()), host)));
            }
            renderings.put(backend.info().id(), mine);
        }
    }

    @Test
    void everyKeyIsRenderedOrReported() {
        List<String> silent = new ArrayList<>();
        for (String backend : renderings.keySet()) {
            Map<String, List<String>> byKey = new TreeMap<>();
            Map<String, Integer> count = new HashMap<>();
            for (LanguageSamples.Sample sample : samples) {
                if (sample.decidedElsewhere()) {
                    continue;
                }
                count.merge(sample.path(), 1, Integer::sum);
                Rendering with = renderings.get(backend).get(sample.toString());
                Rendering without = renderings.get(backend).get("without " + sample.path());
                if (!reported(with, sample.path()) && same(with, without)) {
                    byKey.computeIfAbsent(sample.path(), p -> new ArrayList<>()).add(sample.value().toString());
                }
            }
            // One value may be what the backend does anyway.
            byKey.forEach((path, values) -> {
                if (values.size() > 1 || count.get(path) == 1) {
                    silent.add(backend + ": " + path + " = " + values);
                }
            });
        }
        assertEquals(List.of(), silent);
    }

    private static boolean reported(Rendering rendering, String path) {
        List<Finding> findings = rendering instanceof Rendering.Rendered r ? r.findings()
                : ((Rendering.Refused) rendering).findings();
        return findings.stream().map(Finding::subject)
                .anyMatch(s -> path.equals(s) || path.startsWith(s + ".") || path.startsWith(s + "["));
    }

    private static boolean same(Rendering with, Rendering without) {
        return with instanceof Rendering.Rendered a && without instanceof Rendering.Rendered b
                && texts(a).equals(texts(b));
    }

    /** Contents by path; notes repeat what the findings say. */
    private static Map<String, String> texts(Rendering.Rendered rendered) {
        Map<String, String> texts = new TreeMap<>();
        rendered.artifacts().forEach(a -> texts.put(a.path(), Cases.text(a)));
        return texts;
    }

    private List<Artifact> artifacts(String backend, String end) {
        Map<String, Artifact> distinct = new LinkedHashMap<>();
        for (Rendering rendering : renderings.get(backend).values()) {
            if (rendering instanceof Rendering.Rendered rendered) {
                rendered.artifacts().stream().filter(a -> a.path().endsWith(end))
                        .forEach(a -> distinct.putIfAbsent(Cases.text(a), a));
            }
        }
        return List.copyOf(distinct.values());
    }

    private static List<String> files(List<Artifact> artifacts, Path folder, String end) throws IOException {
        List<String> files = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            Path file = folder.resolve(files.size() + end);
            Files.write(file, artifact.content());
            files.add(file.toString());
        }
        assertTrue(files.size() > 10, "only " + files.size() + " different files");
        return files;
    }

    @Test
    void libvirtsSchemaAcceptsEveryDomain(@TempDir Path folder) throws Exception {
        Tools.need("xmllint", "libxml2-utils");
        Path schema = Tools.corpora("vm/libvirt-rng-schemas-11.3.0/domain.rng");
        List<String> command = new ArrayList<>(List.of("xmllint", "--noout", "--quiet", "--relaxng",
                schema.toString()));
        List<Artifact> domains = artifacts("kvm", "domain.xml");
        command.addAll(files(domains, folder, ".xml"));
        Tools.Result result = Tools.run(folder, Map.of(), command);
        for (int i = 0; i < domains.size(); i++) {
            assertFalse(result.out().contains("/" + i + ".xml fails"), result.out() + Cases.text(domains.get(i)));
        }
        assertEquals(0, result.status(), result.out());
    }

    @Test
    void shellcheckHasNoWord(@TempDir Path folder) throws Exception {
        Tools.need("shellcheck", "shellcheck");
        List<String> command = new ArrayList<>(List.of("shellcheck", "--shell=sh"));
        List<Artifact> scripts = new ArrayList<>();
        renderings.keySet().forEach(backend -> scripts.addAll(artifacts(backend, ".sh")));
        command.addAll(files(scripts, folder, ".sh"));
        Tools.Result result = Tools.run(folder, Map.of(), command);
        assertEquals(0, result.status(), result.out());
    }

    @Test
    void xlReadsEveryConfiguration(@TempDir Path folder) throws Exception {
        for (String file : files(artifacts("xen", ".cfg"), folder, ".cfg")) {
            XlParser.Parsed parsed = XlParser.get().parse(Path.of(file));
            assertEquals(0, parsed.status(), parsed.said() + Files.readString(Path.of(file)));
            assertEquals("", parsed.said(), Files.readString(Path.of(file)));
            assertTrue(parsed.config().containsKey("pcidevs"), Files.readString(Path.of(file)));
        }
    }

    /** QEMU makes every machine of the emulator backend, stopped before its first instruction. */
    @Test
    void qemuMakesEveryRehearsal(@TempDir Path folder) throws Exception {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
        List<String> failures = new ArrayList<>();
        for (Artifact artifact : artifacts("emulator", "emulator.json")) {
            List<String> command = new ArrayList<>();
            ((List<?>) JsonReader.parse(Cases.text(artifact))).forEach(word -> command.add((String) word));
            if (command.stream().anyMatch(w -> w.contains("OVMF") && !Files.exists(Path.of(
                    w.substring(w.indexOf("file=") + 5))))) {
                continue; // a firmware that a profile names and this machine has not
            }
            command.addAll(List.of("-S", "-monitor", "stdio"));
            Tools.Result result = Tools.run(folder, Map.of(), command, "quit\n");
            if (result.status() != 0 || result.out().toLowerCase(Locale.ROOT).contains("warning")) {
                failures.add(result.out() + command);
            }
        }
        if (!failures.isEmpty()) {
            fail(String.join("\n", failures));
        }
    }
}
