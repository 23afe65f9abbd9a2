package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.AssignmentResolver;
import org.underpass.engine.Plugins;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Host;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.spi.quirk.Forecast;
import org.underpass.testkit.Machines;

/** Plans from texts, and what the backends make of them. */
public final class Cases {
    private Cases() {
    }

    /** The simulated machine that is ready. */
    public static Host workstation() {
        return Machines.open("demo:workstation");
    }

    /** A profile that must be readable. */
    public static VmProfile vm(String yaml) {
        ProfileResult result = ProfileReader.read(yaml, "test.vm.yaml");
        return (VmProfile) result.profile().orElseThrow(() -> new AssertionError(result.problems() + "\n" + yaml));
    }

    /** The plan for a machine, as the engine makes it when no rule objects. */
    public static MachinePlan plan(VmProfile profile, Host host) {
        Assignment assignment = new AssignmentResolver(host).resolve(profile);
        return new MachinePlan(profile, host, assignment, forecasts(host, assignment), List.of());
    }

    /** The plan for a kind of device. */
    public static DevicePlan device(String yaml, Optional<Host> host) {
        ProfileResult result = ProfileReader.read(yaml, "test.device.yaml");
        DeviceProfile profile = (DeviceProfile) result.profile()
                .orElseThrow(() -> new AssertionError(result.problems() + "\n" + yaml));
        Assignment assignment = host.map(h -> new AssignmentResolver(h).resolve(profile))
                .orElse(new Assignment(List.of()));
        return new DevicePlan(profile, host, assignment, host.map(h -> forecasts(h, assignment)).orElse(List.of()));
    }

    private static List<Forecast> forecasts(Host host, Assignment assignment) {
        ResetForecaster forecaster = new ResetForecaster(host, Plugins.of(List.of(), List.of(), List.of()), f -> { });
        return assignment.functions().stream().map(f -> forecaster.forecast(f.address())).toList();
    }

    /** What a backend writes for a machine that it must be able to render. */
    public static Rendering.Rendered rendered(Hypervisor by, String yaml, Host host) {
        return rendered(by.render(plan(vm(yaml), host)));
    }

    /** The files, which must be there. */
    public static Rendering.Rendered rendered(Rendering rendering) {
        return rendering instanceof Rendering.Rendered rendered ? rendered : fail("refused: " + rendering);
    }

    /** The findings of a refusal, which must be one. */
    public static Rendering.Refused refused(Hypervisor by, String yaml, Host host) {
        return by.render(plan(vm(yaml), host)) instanceof Rendering.Refused refused ? refused : fail("not refused");
    }

    /** The text of a file that must be among those. */
    public static String text(Rendering.Rendered rendered, String path) {
        return rendered.artifacts().stream().filter(a -> a.path().equals(path)).findFirst().map(Cases::text)
                .orElseGet(() -> fail(path + " is not among " + rendered.artifacts().stream().map(Artifact::path)
                        .toList()));
    }

    /** The text of a file. */
    public static String text(Artifact artifact) {
        return new String(artifact.content(), StandardCharsets.UTF_8);
    }

    /** Writes all files below a folder. */
    public static void write(Rendering.Rendered rendered, Path folder) throws IOException {
        for (Artifact artifact : rendered.artifacts()) {
            Path file = folder.resolve(artifact.path());
            Files.createDirectories(file.getParent());
            Files.write(file, artifact.content());
            if (artifact.executable() && !file.toFile().setExecutable(true)) {
                fail("cannot make " + file + " executable");
            }
        }
    }

    /** Compares all files with a folder of goldens; with {@code -Dunderpass.goldens=rewrite} writes them instead. */
    public static void golden(Rendering.Rendered rendered, String name) throws IOException {
        Path folder = root().resolve("tests/org.underpass.hypervisor.tests/src/test/resources/goldens").resolve(name);
        if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
            write(rendered, folder);
        }
        for (Artifact artifact : rendered.artifacts()) {
            Path file = folder.resolve(artifact.path());
            String expected = Files.exists(file) ? Files.readString(file) : "";
            assertEquals(expected, text(artifact), file + " (rewrite with -Dunderpass.goldens=rewrite)");
        }
        try (var files = Files.walk(folder)) {
            assertEquals(files.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()).sorted().toList(),
                    rendered.artifacts().stream().map(Artifact::path).sorted().toList(), "the files of " + name);
        }
    }

    /** The top of the source tree. */
    public static Path root() {
        Path start = Path.of(System.getProperty("underpass.root", "")).toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("tests/org.underpass.hypervisor.tests"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no source tree above " + start);
    }
}
