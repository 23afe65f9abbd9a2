package org.underpass.engine.change;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.engine.Card;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.ProfileMaker;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;
import org.underpass.host.write.Journal;
import org.underpass.host.write.SimulatedMachine;
import org.underpass.host.write.StateFolder;
import org.underpass.host.write.Step;
import org.underpass.host.write.SwitchLock;
import org.underpass.hypervisor.emulator.EmulatorHypervisor;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.quirks.UnderpassQuirks;
import org.underpass.rules.UnderpassRules;
import org.underpass.spi.hypervisor.Hypervisor;

/** A simulated machine in a folder of its own, and everything that is done to it. */
final class Bench {
    static final String HOST = "demo:desktop";
    static final String CARD = "0000:01:00.0";
    static final String AUDIO = "0000:01:00.1";
    static final Duration LIMIT = Duration.ofMillis(200);
    static final Plugins PLUGINS = Plugins.of(new UnderpassRules().rules(), new UnderpassQuirks().quirks(),
            List.of(new KvmHypervisor(), new XenHypervisor(), new EmulatorHypervisor()));

    final StateFolder state;
    final Path folder;
    final SimulatedMachine machine;
    final List<String> progress = new ArrayList<>();

    Bench(Path root) {
        try {
            state = new StateFolder(root);
            folder = state.make(HOST);
            machine = SimulatedMachine.of(HOST, state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> backends() {
        return List.of("kvm", "xen", "emulator");
    }

    Host host() {
        try {
            return HostSources.open(HOST, Optional.of(state));
        } catch (HostException e) {
            throw new IllegalStateException(e);
        }
    }

    void scenario(String... lines) {
        try {
            SimulatedMachine.scenario(folder, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A profile that gives the card away, with more lines at its end. */
    ProfileResult profile(String more) {
        Host host = host();
        String text = new ProfileMaker(PLUGINS).make(host, Card.of(host).getFirst()).text() + more;
        return ProfileReader.read(text, "desk.vm.yaml");
    }

    SwitchPlan plan(String backend) {
        return plan(backend, "");
    }

    SwitchPlan plan(String backend, String more) {
        Contribution<Hypervisor> chosen = PLUGINS.hypervisor(backend).orElseThrow();
        return new SwitchPlanner(PLUGINS).plan(host(), profile(more), chosen);
    }

    Journal.Head head(SwitchPlan plan) {
        return new Journal.Head("test-" + plan.backend(), HOST, machine.boot(), plan.guest(), plan.backend(),
                Optional.empty(), plan.devices().stream().map(Object::toString).toList());
    }

    ChangeResult run(SwitchPlan plan, Journal.Watch watch) {
        return run(plan.steps(), head(plan), watch);
    }

    ChangeResult run(List<Step> steps, Journal.Head head, Journal.Watch watch) {
        return new Executor(machine, folder, LIMIT, watch, () -> false, progress::add).run(steps, head, true, () -> { });
    }

    /** What {@code switch undo} does; empty where there was nothing to undo. */
    Optional<Undo.Left> undo(Journal.Watch watch) {
        try (SwitchLock lock = SwitchLock.take(folder, Duration.ofSeconds(5)).orElseThrow();
                Journal journal = Journal.resume(folder, watch).orElse(null)) {
            return journal == null ? Optional.empty() : Optional.of(new Undo(machine, LIMIT).walk(journal, "undone"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, String> everything() {
        return machine.listing();
    }

    boolean taken() {
        return Journal.exists(folder);
    }
}
