package org.underpass.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.underpass.engine.Guests;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.change.GuestMachine;
import org.underpass.host.HostException;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Machines;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;

/** The machine that a verb changes, its state folder, and who starts guests on it. */
final class SwitchDoor {
    /** The kernel gives a device a minute after a reset; nothing else takes that long. */
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final Duration POWERDOWN = Duration.ofSeconds(60);

    private final Invocation invocation;
    private final String host;
    private final Machine machine;

    SwitchDoor(Invocation invocation) throws CommandException {
        this.invocation = invocation;
        this.host = invocation.option(Verb.Option.HOST).orElse("live");
        try {
            this.machine = Machines.open(host, invocation.state());
        } catch (HostException failure) {
            throw new CommandException(Status.USAGE, failure.getMessage(), failure);
        }
    }

    String host() {
        return host;
    }

    Machine machine() {
        return machine;
    }

    boolean isLive() {
        return host.equals("live");
    }

    /** Says what is being done, where it can take a while. */
    void progress(String line) {
        if (isLive()) {
            invocation.progress("underpass: " + Command.oneLine(line));
        }
    }

    /** The state folder, where it is. */
    Path folder() {
        return invocation.state().of(host);
    }

    /** The state folder, made where it is missing, of a machine that may be changed. */
    Path open() throws CommandException {
        Optional<String> obstacle = machine.obstacle();
        if (obstacle.isPresent()) {
            throw new CommandException(Status.SURROUNDINGS, obstacle.get());
        }
        try {
            return invocation.state().make(host);
        } catch (IOException failure) {
            throw new CommandException(Status.SURROUNDINGS, "the state of " + host + " cannot be kept in " + folder()
                    + ": " + failure.getMessage(), failure);
        }
    }

    /** The machine with guests; a simulated one has its own. */
    Machine withGuests(String guest, Optional<Contribution<Hypervisor>> backend, Optional<MachinePlan> plan,
            Duration stopLimit) {
        if (!isLive()) {
            return machine;
        }
        Optional<GuestRunner> runner = backend.flatMap(Guests::runner);
        return new GuestMachine(machine, runner, plan, VmVerbs.guests(invocation).folder(guest), stopLimit);
    }
}
