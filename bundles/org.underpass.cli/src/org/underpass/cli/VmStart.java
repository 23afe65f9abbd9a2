package org.underpass.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Guests;
import org.underpass.engine.Guests.Found;
import org.underpass.engine.Guests.Look;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;

/** {@code vm start}: starts a machine whose devices are where they have to be. */
final class VmStart {
    private VmStart() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        String file = invocation.operands().get(0);
        ProfileResult profile = Profiles.read(invocation, file);
        if (!(profile.profile().orElseThrow() instanceof VmProfile vm)) {
            throw CommandException.usage(file + " describes a kind of device; only a machine can be started");
        }
        List<Contribution<Hypervisor>> chosen = Backends.chosen(invocation, vm);
        if (chosen.size() != 1) {
            throw CommandException.usage("a machine is started by one backend; name one with --backend");
        }
        Contribution<Hypervisor> backend = chosen.get(0);
        GuestRunner runner = runner(invocation, backend);
        Host host = invocation.host();
        Guests guests = VmVerbs.guests(invocation);
        Look look = guests.look(host, profile, backend, runner);
        look.report().failures().forEach(f -> invocation.progress("underpass: " + f.message()));
        GuestSteps steps = new GuestSteps();
        if (look.refused()) {
            steps.add("check", file, GuestSteps.FAILED, Findings.count(look.refusal()));
            return answer(Status.NO, host, steps, look.refusal());
        }
        steps.add("check", file, GuestSteps.DONE, "on " + host.name());
        List<Finding> obstacles = look.obstacles();
        if (look.obstructed()) {
            steps.add("look", "this machine", GuestSteps.FAILED, obstacles.get(0).message());
            obstacles.forEach(f -> invocation.progress("underpass: " + Command.oneLine(f.message())));
            return answer(Status.SURROUNDINGS, host, steps, obstacles);
        }
        steps.add("look", "this machine", GuestSteps.DONE, "nothing is in the way");
        Path folder = guests.folder(vm.name());
        if (invocation.flag(Verb.Option.DRY_RUN)) {
            steps.add("start", vm.name(), GuestSteps.PLANNED, "in " + folder);
            return answer(Status.YES, host, steps, obstacles);
        }
        try {
            Found found = new Found(backend.id(), runner.start(look.plan().orElseThrow(), folder));
            steps.add("start", vm.name(), GuestSteps.DONE, "");
            steps.guest(found);
            return answer(Status.YES, host, steps, obstacles);
        } catch (GuestException failure) {
            steps.add("start", vm.name(), GuestSteps.FAILED, failure.getMessage());
            invocation.progress("underpass: " + Command.oneLine(failure.getMessage()));
            return answer(GuestSteps.status(failure), host, steps, obstacles);
        }
    }

    private static GuestRunner runner(Invocation invocation, Contribution<Hypervisor> backend)
            throws CommandException {
        GuestRunner runner = Guests.runner(backend).orElseThrow(() -> CommandException.usage("backend "
                + backend.id() + " makes files and cannot run guests"));
        Optional<String> way = invocation.option(Verb.Option.VIA);
        if (way.isEmpty()) {
            return runner;
        }
        return runner.via(way.get()).orElseThrow(() -> CommandException.usage("backend " + backend.id()
                + " does not know the way '" + way.get() + "'" + (runner.ways().isEmpty() ? ""
                        : "; it knows " + String.join(", ", runner.ways()))));
    }

    private static Answer answer(int status, Host host, GuestSteps steps, List<Finding> findings) {
        return new Answer(status,
                () -> steps.json(Json.answer().put("host", host.name())).list("findings", findings, Findings::json),
                text -> {
                    findings.forEach(f -> Findings.text(f, text));
                    steps.text(text);
                });
    }
}
