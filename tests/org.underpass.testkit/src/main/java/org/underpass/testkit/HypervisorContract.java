package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.AssignmentResolver;
import org.underpass.engine.Plugins;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.Profile;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.HypervisorInfo;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.spi.hypervisor.Rendering.Refused;
import org.underpass.spi.hypervisor.Rendering.Rendered;
import org.underpass.spi.quirk.Forecast;
import org.xml.sax.SAXException;

/**
 * The exam of a {@link Hypervisor}. Extend it, say which backend, and run it with JUnit: it renders small, hostile and
 * real machines and every graphics card of the simulated hosts.
 */
public abstract class HypervisorContract {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Where the tests may build machines. */
    @TempDir
    protected Path folder;

    /** A new object of the backend. */
    protected abstract Hypervisor hypervisor();

    /** Machines that it must be able to render; by default the simulated workstation, which is ready. */
    protected List<Host> hosts() {
        return List.of(Machines.open("demo:workstation"));
    }

    /** One thing to render, by name. */
    private record Task(String name, boolean required, Optional<MachinePlan> machine, Optional<DevicePlan> device) {
        Rendering render(Hypervisor by) {
            return machine.isPresent() ? by.render(machine.get()) : by.render(device.get());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    public final void saysWhatItIs() {
        HypervisorInfo info = hypervisor().info();
        assertNotNull(info, "info() is null");
        assertTrue(info.id().matches("[a-z0-9][a-z0-9-]*"),
                "an id is lower case letters, digits, dashes: " + info.id());
        Exam.sentence("the title of " + info.id(), info.title());
        assertEquals(info, hypervisor().info(), "info() of another object is another one");
    }

    @Test
    public final void rendersWhatItMust() {
        for (Task task : tasks()) {
            Rendering rendering = render(task);
            if (task.required()) {
                assertTrue(rendering instanceof Rendered, () -> task + " is refused: " + rendering);
            }
        }
    }

    @Test
    public final void writesWellFormedFiles() {
        for (Task task : tasks()) {
            switch (render(task)) {
                case Rendered rendered -> {
                    findings(task.toString(), rendered.findings());
                    assertTrue(rendered.findings().stream().noneMatch(f -> f.severity() == Severity.ERROR),
                            task + ": rendered, with an error");
                    assertFalse(rendered.artifacts().isEmpty(), task + ": rendered, without a file");
                    files(task.toString(), rendered.artifacts());
                }
                case Refused refused -> {
                    findings(task.toString(), refused.findings());
                    assertTrue(refused.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR),
                            task + ": refused, without an error");
                }
            }
        }
    }

    @Test
    public final void givesTheSameBytesAlwaysAndEverywhere() {
        for (Task task : tasks()) {
            Rendering first = render(task);
            same(task + ", a second time", first, render(task));
            same(task + ", under another language and time zone", first, Exam.abroad(() -> render(task)));
        }
    }

    /** Whatever stands in a profile, no shell may run it. */
    @Test
    public final void quotesHostileText() {
        for (Task task : tasks()) {
            if (render(task) instanceof Rendered rendered) {
                for (Artifact artifact : rendered.artifacts()) {
                    String text = text(artifact);
                    if (text.startsWith("#!") && text.lines().findFirst().orElse("").contains("sh")) {
                        String place = ShellText.exposed(text, ProfileTexts.HOSTILE_WORD);
                        assertNull(place, () -> task + ", " + artifact.path() + ": a shell would run what the profile "
                                + "says: ..." + place + "...");
                    }
                }
            }
        }
    }

    private Rendering render(Task task) {
        Rendering rendering = Exam.within(task.toString(), LIMIT, () -> task.render(hypervisor()));
        assertNotNull(rendering, task + ": null");
        return rendering;
    }

    private List<Task> tasks() {
        List<Task> all = new ArrayList<>();
        for (Host host : hosts()) {
            String name = host.origin().description();
            all.add(machine("a small guest on " + name, true, host, ProfileTexts.small("guest")));
            all.add(machine("a hostile guest on " + name, false, host, ProfileTexts.hostile("guest")));
        }
        List<Host> hosts = Stream.concat(hosts().stream(), Machines.demos().stream()).toList();
        for (Host host : hosts) {
            String name = host.origin().description();
            for (HostFunction function : host.functions()) {
                if (function.pci().isDisplay()) {
                    all.add(machine("a guest with " + function.address() + " of " + name, false, host,
                            ProfileTexts.withCard("guest", function)));
                    all.add(device("the kind of " + function.address() + " of " + name, Optional.of(host),
                            function.pci().vendor()));
                }
            }
        }
        all.add(device("a kind of device, on any host", Optional.empty(), 0x10de));
        return all;
    }

    private static Task machine(String name, boolean required, Host host, String yaml) {
        VmProfile profile = (VmProfile) read(yaml, "guest.vm.yaml");
        Assignment assignment = new AssignmentResolver(host).resolve(profile);
        return new Task(name, required, Optional.of(new MachinePlan(profile, host, assignment,
                forecasts(host, assignment), List.of())), Optional.empty());
    }

    private static Task device(String name, Optional<Host> host, int vendor) {
        DeviceProfile profile = (DeviceProfile) read(ProfileTexts.device("card", vendor), "card.device.yaml");
        Assignment assignment = host.map(h -> new AssignmentResolver(h).resolve(profile))
                .orElse(new Assignment(List.of()));
        return new Task(name, false, Optional.empty(), Optional.of(new DevicePlan(profile, host, assignment,
                host.map(h -> forecasts(h, assignment)).orElse(List.of()))));
    }

    private static List<Forecast> forecasts(Host host, Assignment assignment) {
        ResetForecaster forecaster = new ResetForecaster(host, Plugins.of(List.of(), List.of(), List.of()), f -> { });
        return assignment.functions().stream().map(f -> forecaster.forecast(f.address())).toList();
    }

    private static Profile read(String yaml, String fileName) {
        ProfileResult result = ProfileReader.read(yaml, fileName);
        return result.profile().orElseThrow(() -> new AssertionError(fileName + ": " + result.problems()));
    }

    private static void files(String task, List<Artifact> artifacts) {
        Set<String> paths = new HashSet<>();
        for (Artifact artifact : artifacts) {
            String what = task + ", " + artifact.path();
            assertTrue(paths.add(artifact.path().toLowerCase(Locale.ROOT)), what + ": the same path twice");
            Exam.sentence("the kind of " + what, artifact.kind());
            assertTrue(artifact.content().length > 0, what + ": an empty file");
            String text = text(artifact);
            assertTrue(text.indexOf('\ufffd') < 0, what + ": not UTF-8");
            assertTrue(text.indexOf('\r') < 0, what + ": a carriage return");
            assertTrue(text.endsWith("\n"), what + ": the last line has no line feed");
            assertFalse(text.contains(Path.of("").toAbsolutePath().toString()),
                    what + ": names a folder of the machine that built it");
            if (artifact.executable()) {
                assertTrue(text.startsWith("#!"), what + ": a program that does not say what runs it");
            }
            if (artifact.path().endsWith(".xml")) {
                xml(what, artifact.content());
            }
        }
    }

    private static void xml(String what, byte[] content) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            builder.parse(new ByteArrayInputStream(content));
        } catch (ParserConfigurationException | SAXException | IOException failure) {
            throw new AssertionError(what + ": no XML: " + failure.getMessage(), failure);
        }
    }

    private static void findings(String what, List<Finding> findings) {
        for (Finding finding : findings) {
            Exam.sentence("the message of a finding of " + what, finding.message());
            Exam.sentence("the subject of a finding of " + what, finding.subject());
            Exam.evidence("a finding of " + what, finding.evidence());
        }
    }

    private static void same(String what, Rendering first, Rendering second) {
        assertEquals(first.getClass(), second.getClass(), what);
        if (first instanceof Rendered a && second instanceof Rendered b) {
            assertEquals(a.findings(), b.findings(), what);
            assertEquals(a.artifacts().stream().map(Artifact::path).toList(),
                    b.artifacts().stream().map(Artifact::path).toList(), what);
            for (int i = 0; i < a.artifacts().size(); i++) {
                Artifact one = a.artifacts().get(i);
                Artifact other = b.artifacts().get(i);
                assertEquals(one.kind(), other.kind(), what + ", " + one.path());
                assertEquals(one.executable(), other.executable(), what + ", " + one.path());
                assertArrayEquals(one.content(), other.content(), what + ", " + one.path());
            }
        }
    }

    private static String text(Artifact artifact) {
        return new String(artifact.content(), StandardCharsets.UTF_8);
    }
}
