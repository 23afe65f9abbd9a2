package org.underpass.cli;

import java.util.List;
import java.util.Optional;
import org.underpass.engine.ResetForecaster;
import org.underpass.engine.change.ChangeResult;
import org.underpass.engine.change.Executor;
import org.underpass.engine.change.PlannedSteps;
import org.underpass.engine.change.ResetPlanner;
import org.underpass.engine.change.ResetPlanner.ResetPlan;
import org.underpass.engine.change.StepReport;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.write.Journal;

/** {@code reset run}: resets one function now. */
final class ResetRunVerb {
    private ResetRunVerb() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        SwitchDoor door = new SwitchDoor(invocation);
        Host host = invocation.host();
        HostFunction function = Functions.find(host, invocation.operands().get(0));
        ResetForecaster forecaster = new ResetForecaster(host, invocation.plugins(),
                f -> invocation.progress("underpass: " + f.message()));
        ResetPlan plan = new ResetPlanner(host, forecaster).plan(function, door.machine(),
                invocation.option(Verb.Option.METHOD), invocation.flag(Verb.Option.ANYWAY));
        List<StepReport> planned = PlannedSteps.of(plan.steps(), door.machine());
        if (plan.refusal().isPresent()) {
            return answer(Status.NO, door, plan, planned, plan.refusal().get(), invocation);
        }
        if (invocation.flag(Verb.Option.DRY_RUN)) {
            return answer(Status.YES, door, plan, planned, "", invocation);
        }
        Journal.Head head = new Journal.Head("reset-" + ProcessHandle.current().pid(), door.host(),
                door.machine().boot(), "reset", "kernel", Optional.empty(), List.of(function.address().toString()));
        ChangeResult result = new Executor(door.machine(), door.open(), SwitchDoor.LIMIT, Journal.Watch.NONE,
                invocation.interruption()::interrupted, door::progress).run(plan.steps(), head, false, () -> { });
        return answer(ChangeSteps.status(result), door, plan, result.steps(), switch (result.outcome()) {
            case DONE -> function.address() + " was reset";
            case TAKEN, REFUSED -> result.message();
            case RESTORED -> result.message() + "; the host is as before";
            case LEFT -> result.message() + "; the host is not as before: underpass switch undo --host " + door.host();
        }, invocation);
    }

    private static Answer answer(int status, SwitchDoor door, ResetPlan plan, List<StepReport> steps, String message,
            Invocation invocation) {
        if (status != Status.YES) {
            invocation.progress("underpass: " + Command.oneLine(message));
        }
        return new Answer(status, () -> ChangeSteps.json(Json.answer().put("host", door.host())
                .put("function", plan.forecast().function().toString()).put("path", plan.forecast().path().word())
                .put("message", message.isEmpty() ? null : message), steps), text -> {
                    ChangeSteps.text(steps, message.isEmpty(), text);
                    if (status == Status.YES && !message.isEmpty()) {
                        text.line(message);
                    }
                });
    }
}
