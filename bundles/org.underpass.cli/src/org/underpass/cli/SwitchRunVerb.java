package org.underpass.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.underpass.engine.Guests;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.change.ChangeResult;
import org.underpass.engine.change.ChangeResult.Outcome;
import org.underpass.engine.change.Executor;
import org.underpass.engine.change.PlannedSteps;
import org.underpass.engine.change.StepReport;
import org.underpass.engine.change.SwitchPlan;
import org.underpass.engine.change.SwitchPlanner;
import org.underpass.host.Host;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Step;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.start.Interruption;

/** {@code switch plan} and {@code switch run}: a card goes from the host to a guest. */
final class SwitchRunVerb {
    private static final long PATIENCE_MILLIS = 1_700;

    private final Invocation invocation;
    private final SwitchDoor door;
    private final String file;
    private final VmProfile vm;
    private final Contribution<Hypervisor> backend;
    private final SwitchPlan plan;

    private SwitchRunVerb(Invocation invocation) throws CommandException {
        this.invocation = invocation;
        this.file = invocation.operands().get(0);
        ProfileResult profile = Profiles.read(invocation, file);
        if (!(profile.profile().orElseThrow() instanceof VmProfile machine)) {
            throw CommandException.usage(file + " describes a kind of device; only a machine can be switched to");
        }
        this.vm = machine;
        this.door = new SwitchDoor(invocation);
        List<Contribution<Hypervisor>> chosen = Backends.chosen(invocation, vm);
        if (chosen.size() != 1) {
            throw CommandException.usage("a machine is started by one backend; name one with --backend");
        }
        this.backend = chosen.get(0);
        Host host = invocation.host();
        this.plan = new SwitchPlanner(invocation.plugins()).plan(host, profile, backend);
        plan.report().failures().forEach(f -> invocation.progress("underpass: " + f.message()));
    }

    static Answer plan(Invocation invocation) throws CommandException {
        SwitchRunVerb verb = new SwitchRunVerb(invocation);
        return verb.planned(verb.plan.refused() ? Status.NO : Status.YES);
    }

    static Answer run(Invocation invocation) throws CommandException {
        SwitchRunVerb verb = new SwitchRunVerb(invocation);
        if (verb.plan.refused()) {
            return verb.planned(Status.NO);
        }
        return invocation.flag(Verb.Option.DRY_RUN) ? verb.planned(Status.YES) : verb.run();
    }

    private Answer planned(int status) {
        return answer(status, PlannedSteps.of(plan.steps(), door.machine()), "", "");
    }

    private Answer run() throws CommandException {
        Path folder = door.open();
        Optional<Duration> confirm = confirmWithin();
        Optional<GuestRunner> runner = Guests.runner(backend);
        if (door.isLive()) {
            GuestRunner able = runner.orElseThrow(() -> CommandException.usage("backend " + backend.id()
                    + " makes files and cannot run guests"));
            List<Finding> obstacles = able.obstacles(plan.machine().orElseThrow()).stream()
                    .filter(f -> f.severity() == Severity.ERROR).toList();
            if (!obstacles.isEmpty()) {
                throw new CommandException(Status.SURROUNDINGS, obstacles.get(0).message());
            }
        }
        String id = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()) + "-"
                + ProcessHandle.current().pid();
        Journal.Head head = new Journal.Head(id, door.host(), door.machine().boot(), plan.guest(), plan.backend(),
                Optional.of(invocation.path(file).toString()),
                plan.devices().stream().map(PciAddress::toString).toList());
        ChangeResult result = perform(folder, head, plan.steps(), true, () -> {
            if (confirm.isPresent()) {
                keep("--host", door.host(), "--if-unconfirmed", id, "--after", Long.toString(confirm.get().toSeconds()));
            }
        });
        if (result.outcome() == Outcome.DONE && door.isLive()) {
            if (invocation.flag(Verb.Option.WAIT)) {
                return SwitchUndoVerb.whenEnded(invocation, id);
            }
            keep("--host", door.host(), "--when-ended", id);
        }
        boolean untouched = result.outcome() == Outcome.TAKEN || result.outcome() == Outcome.REFUSED;
        return answer(ChangeSteps.status(result), untouched ? List.of() : result.steps(), id,
                message(result, confirm));
    }

    private Optional<Duration> confirmWithin() throws CommandException {
        Optional<String> word = invocation.option(Verb.Option.CONFIRM_WITHIN);
        if (word.isEmpty()) {
            return vm.switching().confirmWithin();
        }
        return Optional.of(Duration.ofSeconds(SwitchUndoVerb.seconds("--confirm-within", word.get())));
    }

    /** Once the guest has its card nothing fails any more for want of somebody who gives it back by himself. */
    private void keep(String... arguments) {
        try {
            Keeper.undo(invocation, arguments);
        } catch (CommandException failure) {
            throw new Unkept(failure);
        }
    }

    /** Carries a failure out of the executor, before its first step. */
    private static final class Unkept extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unkept(CommandException cause) {
            super(cause);
        }
    }

    private ChangeResult perform(Path folder, Journal.Head head, List<Step> steps, boolean keep, Runnable before)
            throws CommandException {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch over = new CountDownLatch(1);
        Thread worker = Thread.currentThread();
        Runnable cleanup = () -> {
            stop.set(true);
            worker.interrupt();
            try {
                if (!over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    Keeper.undo(invocation, "--host", door.host());
                }
            } catch (InterruptedException | CommandException failure) {
                invocation.progress("underpass: interrupted on the way; underpass switch undo --host " + door.host()
                        + " brings the host back");
            }
        };
        Duration limit = vm.switching().timeout().orElse(SwitchDoor.LIMIT);
        try (Interruption.Registration registration = invocation.interruption().onInterrupt(cleanup)) {
            return new Executor(door.withGuests(plan.guest(), Optional.of(backend), plan.machine(),
                    vm.switching().stopTimeout().orElse(SwitchDoor.POWERDOWN)), folder, limit, Journal.Watch.NONE,
                    stop::get, door::progress)
                            .run(steps, head, keep, before);
        } catch (Unkept unkept) {
            throw (CommandException) unkept.getCause();
        } finally {
            over.countDown();
        }
    }

    private String message(ChangeResult result, Optional<Duration> confirm) {
        String undo = "underpass switch undo --host " + door.host();
        return switch (result.outcome()) {
            case DONE -> plan.guest() + " has " + String.join(", ", plan.devices().stream().map(PciAddress::toString)
                    .toList()) + confirm.map(c -> "; it is undone in " + c.toSeconds()
                            + " s unless you say: underpass switch confirm --host " + door.host()).orElse("")
                    + "; back: " + undo;
            case TAKEN, REFUSED -> result.message();
            case RESTORED -> result.message() + "; the host is as before";
            case LEFT -> result.message() + "; the host is not as before: " + undo;
        };
    }

    private Answer answer(int status, List<StepReport> steps, String id, String message) {
        if (status != Status.YES && !message.isEmpty()) {
            invocation.progress("underpass: " + Command.oneLine(message));
        }
        return new Answer(status, () -> {
            Json json = ChangeSteps.json(Json.answer().put("host", door.host()).put("guest", plan.guest())
                    .put("backend", plan.backend()).put("switch", id.isEmpty() ? null : id)
                    .put("message", message.isEmpty() ? null : message), steps);
            return ChangeSteps.holders(json, plan.holders()).strings("refusal", plan.refusal())
                    .strings("notes", plan.notes()).list("findings", plan.errors(), Findings::json);
        }, text -> {
            plan.errors().forEach(f -> Findings.text(f, text));
            plan.refusal().forEach(r -> text.line(text.tone(Text.Tone.BAD, "refused") + "  " + Command.oneLine(r)));
            ChangeSteps.text(steps, id.isEmpty(), text);
            plan.notes().forEach(n -> text.line("note: " + Command.oneLine(n)));
            if (status == Status.YES && !message.isEmpty()) {
                text.line(Command.oneLine(message));
            }
        });
    }
}
