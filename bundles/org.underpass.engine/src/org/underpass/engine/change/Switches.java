package org.underpass.engine.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.underpass.engine.Guests;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.change.ChangeResult.Outcome;
import org.underpass.host.HostException;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Machines;
import org.underpass.host.write.StateFolder;
import org.underpass.host.write.SwitchLock;
import org.underpass.pci.PciAddress;
import org.underpass.profile.SwitchSettings;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * The switch of one machine, from its plan to its end, for whoever has a person in front of it. A machine is in one
 * switch at most; nothing of it is kept in memory, since another process may go on with it. Calls take as long as the
 * machine takes. One thread at a time.
 */
public final class Switches {
    /** The kernel gives a device a minute after a reset; nothing else takes that long. */
    public static final Duration LIMIT = Duration.ofSeconds(60);
    /** How long a guest has to power down, where its profile does not say. */
    public static final Duration POWERDOWN = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String host;
    private final Plugins plugins;
    private final Guests guests;
    private final StateFolder state;
    private final Machine machine;
    private final Keeper keeper;

    /**
     * How a machine's switch stands.
     *
     * @param steps     those that were begun
     * @param running   whether all were done and the guest has its card
     * @param confirmed whether somebody wants to keep it
     */
    public record Standing(Journal.Head head, List<StepReport> steps, boolean running, boolean confirmed) {
        public Standing {
            steps = List.copyOf(steps);
        }

        static Standing of(Journal journal) {
            return new Standing(journal.head(), JournalSteps.of(journal), journal.isRunning(), journal.isConfirmed());
        }
    }

    /**
     * @param host        {@code live} or {@code demo:NAME}
     * @param environment where state and run folders are found by
     * @throws HostException for any other machine: it cannot be changed
     */
    public Switches(String host, Plugins plugins, Map<String, String> environment) throws HostException {
        this.host = host;
        this.plugins = plugins;
        this.guests = new Guests(plugins, Guests.base(environment));
        this.state = StateFolder.of(environment);
        this.machine = Machines.open(host, state);
        this.keeper = new Keeper(environment);
    }

    /** The machine's word for {@code --host}. */
    public String host() {
        return host;
    }

    /** Whether it is the machine we run on. */
    public boolean isLive() {
        return host.equals("live");
    }

    /** The steps of a plan, none of them done, with what would undo them. */
    public List<StepReport> planned(SwitchPlan plan) {
        return PlannedSteps.of(plan.steps(), machine);
    }

    /**
     * The switch that the machine is in; empty where it is in none.
     *
     * @throws IOException where the journal cannot be read
     */
    public Optional<Standing> standing() throws IOException {
        try (Journal journal = Journal.read(state.of(host)).orElse(null)) {
            return Optional.ofNullable(journal).map(Standing::of);
        }
    }

    /**
     * Performs a plan that is not refused. Where the settings ask for a confirmation, a process that outlives this one
     * undoes it unless {@link #confirm} comes in time; of the machine we run on, also when the guest has ended.
     *
     * @param profile  the profile's file, for the journal
     * @param stop     asked before each step whether to go back
     * @param progress told in a line what is being done
     */
    public ChangeResult run(SwitchPlan plan, Contribution<Hypervisor> backend, SwitchSettings settings,
            Optional<Path> profile, BooleanSupplier stop, Consumer<String> progress) {
        String id = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()) + "-"
                + ProcessHandle.current().pid();
        Optional<GuestRunner> runner = Guests.runner(backend);
        Optional<String> obstacle = plan.refused() ? Optional.of(plan.refusal().getFirst())
                : machine.obstacle().or(() -> isLive() ? obstacle(plan, backend, runner) : Optional.empty());
        if (obstacle.isPresent()) {
            return refused(plan, id, obstacle.get());
        }
        Path folder;
        try {
            folder = state.make(host);
            if (isLive() || settings.confirmWithin().isPresent()) {
                Keeper.program();
            }
        } catch (IOException failure) {
            return refused(plan, id, failure.getMessage());
        }
        Journal.Head head = new Journal.Head(id, host, machine.boot(), plan.guest(), plan.backend(),
                profile.map(file -> file.toAbsolutePath().toString()),
                plan.devices().stream().map(PciAddress::toString).toList());
        Executor executor = new Executor(withGuests(plan.guest(), Optional.of(backend), plan.machine(),
                settings.stopTimeout().orElse(POWERDOWN)), folder, settings.timeout().orElse(LIMIT), Journal.Watch.NONE,
                stop, progress);
        ChangeResult result = executor.run(plan.steps(), head, true, () -> settings.confirmWithin().ifPresent(
                time -> keep(progress, "--if-unconfirmed", id, "--after", Long.toString(time.toSeconds()))));
        if (result.outcome() == Outcome.DONE && isLive()) {
            keep(progress, "--when-ended", id);
        }
        return result;
    }

    private static Optional<String> obstacle(SwitchPlan plan, Contribution<Hypervisor> backend,
            Optional<GuestRunner> runner) {
        if (runner.isEmpty()) {
            return Optional.of("backend " + backend.id() + " makes files and cannot run guests");
        }
        return runner.get().obstacles(plan.machine().orElseThrow()).stream()
                .filter(finding -> finding.severity() == Severity.ERROR).map(Finding::message).findFirst();
    }

    /** That there is a program was seen before; that it does not start now must not stop a switch half-way. */
    private void keep(Consumer<String> progress, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--host";
        all[1] = host;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        try {
            keeper.undo(all);
        } catch (IOException failure) {
            progress.accept(failure.getMessage());
        }
    }

    private static ChangeResult refused(SwitchPlan plan, String id, String why) {
        return new ChangeResult(Outcome.REFUSED, id, List.of(), why);
    }

    private Machine withGuests(String guest, Optional<Contribution<Hypervisor>> backend, Optional<MachinePlan> plan,
            Duration stopLimit) {
        // A simulated machine has guests of its own.
        return isLive() ? new GuestMachine(machine, backend.flatMap(Guests::runner), plan, guests.folder(guest),
                stopLimit) : machine;
    }

    /**
     * Keeps a switch that would be undone otherwise.
     *
     * @return how it stands; empty where nothing is to be confirmed
     * @throws IOException          where the journal cannot be read or written, or somebody else is at work
     * @throws InterruptedException while waiting for somebody else; nothing is confirmed
     */
    public Optional<Standing> confirm() throws IOException, InterruptedException {
        Path folder = state.of(host);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (SwitchLock lock = lock(folder); Journal journal = Journal.resume(folder, Journal.Watch.NONE).orElse(null)) {
            if (journal == null || !journal.isRunning()) {
                return Optional.empty();
            }
            journal.confirmed();
            return Optional.of(Standing.of(journal));
        }
    }

    /**
     * Brings the machine back, whoever began the switch.
     *
     * @return {@link Outcome#DONE}, {@link Outcome#LEFT} or {@link Outcome#REFUSED}; without steps where there was
     *         nothing to undo
     * @throws InterruptedException on the way; undoing can go on later
     */
    public ChangeResult undo() throws InterruptedException {
        Path folder = state.of(host);
        if (!Files.isDirectory(folder)) {
            return new ChangeResult(Outcome.DONE, "", List.of(), "nothing to undo on " + host);
        }
        Optional<String> obstacle = machine.obstacle();
        if (obstacle.isPresent()) {
            return new ChangeResult(Outcome.REFUSED, "", List.of(), obstacle.get());
        }
        try (SwitchLock lock = lock(folder); Journal journal = Journal.resume(folder, Journal.Watch.NONE).orElse(null)) {
            if (journal == null) {
                return new ChangeResult(Outcome.DONE, "", List.of(), "nothing to undo on " + host);
            }
            Journal.Head head = journal.head();
            Undo.Left left = new Undo(withGuests(head.guest(), plugins.hypervisor(head.backend()), Optional.empty(),
                    POWERDOWN), LIMIT).walk(journal, "undone");
            return new ChangeResult(left.isNothing() ? Outcome.DONE : Outcome.LEFT, head.id(), JournalSteps.of(journal),
                    left.isNothing() ? "the host is as before " + head.guest() + " had "
                            + String.join(", ", head.devices()) : String.join("; ", left.problems()));
        } catch (IOException failure) {
            return new ChangeResult(Outcome.REFUSED, "", List.of(), failure.getMessage());
        }
    }

    private SwitchLock lock(Path folder) throws IOException, InterruptedException {
        return SwitchLock.take(folder, SOON).orElseThrow(() -> new IOException("another process is changing " + host
                + " and has not ended within " + SOON.toSeconds() + " s"));
    }
}
