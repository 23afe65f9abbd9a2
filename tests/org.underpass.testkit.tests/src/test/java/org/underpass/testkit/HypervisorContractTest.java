package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.HypervisorInfo;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.spi.hypervisor.Rendering.Refused;
import org.underpass.spi.hypervisor.Rendering.Rendered;

/** A good backend passes the exam, and each bad one fails where it is bad. */
class HypervisorContractTest {
    /** An exam of whatever is given. */
    private static final class Examined extends HypervisorContract {
        private final Function<MachinePlan, Rendering> render;

        Examined(Function<MachinePlan, Rendering> render) {
            this.render = render;
        }

        @Override
        protected Hypervisor hypervisor() {
            return new Hypervisor() {
                @Override
                public HypervisorInfo info() {
                    return new HypervisorInfo("kit", "a backend", true);
                }

                @Override
                public Rendering render(MachinePlan plan) {
                    return render.apply(plan);
                }

                @Override
                public Rendering render(DevicePlan plan) {
                    return new Rendered(List.of(Artifact.text("device.txt", "fragment", "device\n")), List.of());
                }
            };
        }
    }

    private static Examined script(Function<MachinePlan, String> line) {
        return new Examined(plan -> new Rendered(List.of(Artifact.script("run.sh", "script",
                "#!/bin/sh\n" + line.apply(plan) + "\n")), List.of()));
    }

    private static Examined file(String path, String content) {
        return new Examined(plan -> new Rendered(List.of(Artifact.text(path, "text", content)), List.of()));
    }

    private static String disks(MachinePlan plan) {
        return plan.profile().disks().stream().flatMap(d -> d.file().stream()).reduce("", (a, b) -> a + b);
    }

    private static void fails(String because, Executable exam) {
        AssertionError error = assertThrows(AssertionError.class, exam);
        assertTrue(error.getMessage().contains(because), error.getMessage());
    }

    @Test
    void aGoodOnePasses() {
        Examined good = script(plan -> "exec 'vm' '" + disks(plan).replace("'", "'\\''") + "'");
        good.saysWhatItIs();
        good.rendersWhatItMust();
        good.writesWellFormedFiles();
        good.givesTheSameBytesAlwaysAndEverywhere();
        good.quotesHostileText();
    }

    @Test
    void itMustQuote() {
        fails("a shell would run", script(plan -> "exec vm " + disks(plan))::quotesHostileText);
        fails("a shell would run", script(plan -> "exec vm \"" + disks(plan) + "\"")::quotesHostileText);
        fails("a shell would run", script(plan -> "exec vm '" + disks(plan) + "'")::quotesHostileText);
    }

    @Test
    void itMustBeTheSameAlways() {
        fails("a second time", script(plan -> "# " + System.nanoTime())::givesTheSameBytesAlwaysAndEverywhere);
        fails("language", script(plan -> String.format("# %,d %s", plan.profile().machine().memory(),
                "TITLE".toLowerCase()))::givesTheSameBytesAlwaysAndEverywhere);
    }

    @Test
    void itMustRenderASmallMachine() {
        fails("is refused", new Examined(plan -> new Refused(List.of()))::rendersWhatItMust);
        fails("without an error", new Examined(plan -> new Refused(List.of()))::writesWellFormedFiles);
    }

    @Test
    void itsFilesMustBeWellFormed() {
        fails("no XML", file("domain.xml", "<domain><name>a & b</name></domain>\n")::writesWellFormedFiles);
        fails("carriage return", file("a.txt", "a\r\n")::writesWellFormedFiles);
        fails("empty", file("a.txt", "")::writesWellFormedFiles);
        fails("line feed", file("a.txt", "a")::writesWellFormedFiles);
        fails("without a file", new Examined(plan -> new Rendered(List.of(), List.of()))::writesWellFormedFiles);
    }
}
