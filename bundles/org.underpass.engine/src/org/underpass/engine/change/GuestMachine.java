package org.underpass.engine.change;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.host.FileTree;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Step;
import org.underpass.host.write.Step.StartGuest;
import org.underpass.host.write.Step.StopGuest;
import org.underpass.host.write.StepException;
import org.underpass.host.write.StepException.Reason;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.MachinePlan;

/** A machine whose guests a backend starts and stops; every other step goes to the machine itself. */
public final class GuestMachine implements Machine {
    private final Machine machine;
    private final Optional<GuestRunner> runner;
    private final Optional<MachinePlan> plan;
    private final Path folder;
    private final Duration stopLimit;

    /**
     * @param runner    absent where the backend runs no guests: then a start is refused
     * @param plan      what is started; absent for one who only stops
     * @param folder    the guest's run folder
     * @param stopLimit how long a guest has to power down
     */
    public GuestMachine(Machine machine, Optional<GuestRunner> runner, Optional<MachinePlan> plan, Path folder,
            Duration stopLimit) {
        this.machine = machine;
        this.runner = runner;
        this.plan = plan;
        this.folder = folder;
        this.stopLimit = stopLimit;
    }

    @Override
    public String name() {
        return machine.name();
    }

    @Override
    public FileTree tree() {
        return machine.tree();
    }

    @Override
    public Optional<String> obstacle() {
        return machine.obstacle();
    }

    @Override
    public Optional<String> boot() {
        return machine.boot();
    }

    @Override
    public List<Step> inverse(Step step) throws StepException {
        return machine.inverse(step);
    }

    @Override
    public boolean holds(Step step) {
        if (step instanceof StartGuest) {
            return guest().isPresent();
        }
        return step instanceof StopGuest ? guest().isEmpty() : machine.holds(step);
    }

    private Optional<Guest> guest() {
        return runner.flatMap(r -> r.find(folder)).filter(g -> g.status().alive());
    }

    @Override
    public void perform(Step step, Duration limit) throws StepException, InterruptedException {
        try {
            if (step instanceof StartGuest) {
                GuestRunner able = runner.orElseThrow(() -> new StepException(Reason.UNSUPPORTED, "could not "
                        + step.describe() + ": this backend runs no guests"));
                able.start(plan.orElseThrow(() -> new StepException(Reason.UNSUPPORTED, "could not " + step.describe()
                        + ": nothing says what it is")), folder);
            } else if (step instanceof StopGuest) {
                stop();
            } else {
                machine.perform(step, limit);
            }
        } catch (GuestException e) {
            throw new StepException(e.kind() == GuestException.Kind.REFUSED ? Reason.MISSING : Reason.REFUSED,
                    "could not " + step.describe() + ": " + e.getMessage(), e);
        }
    }

    /** The host is to have its card back: a guest that does not power down in time is ended. */
    private void stop() throws GuestException {
        Optional<Guest> guest = guest();
        if (guest.isEmpty()) {
            return;
        }
        boolean ended = false;
        try {
            ended = guest.get().powerdown(stopLimit);
        } catch (GuestException deaf) {
            ended = false;
        }
        if (!ended) {
            guest.get().quit();
        }
    }
}
