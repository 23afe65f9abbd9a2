package org.underpass.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.underpass.engine.Guests;
import org.underpass.engine.change.Executor;
import org.underpass.engine.change.JournalSteps;
import org.underpass.engine.change.StepReport;
import org.underpass.engine.change.Undo;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Machine;
import org.underpass.host.write.SwitchLock;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;

/** {@code switch undo} and {@code switch confirm}. */
final class SwitchUndoVerb {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Longer than any single step takes: who keeps watch has time. */
    private static final Duration LATE = Duration.ofHours(2);

    private final Invocation invocation;
    private final SwitchDoor door;

    private SwitchUndoVerb(Invocation invocation) throws CommandException {
        this.invocation = invocation;
        this.door = new SwitchDoor(invocation);
    }

    static long seconds(String option, String word) throws CommandException {
        if (word.matches("[0-9]{1,4}") && Long.parseLong(word) <= 3600) {
            return Long.parseLong(word);
        }
        throw CommandException.usage(option + " takes seconds, at most 3600, not '" + word + "'");
    }

    static Answer confirm(Invocation invocation) throws CommandException {
        SwitchUndoVerb verb = new SwitchUndoVerb(invocation);
        if (!Files.isDirectory(verb.door.folder())) {
            return verb.nothing(Status.NO, "no switch is to be confirmed on " + verb.door.host());
        }
        try (SwitchLock lock = verb.lock(SOON); Journal journal = verb.journal().orElse(null)) {
            if (journal == null || !journal.isRunning()) {
                return verb.nothing(Status.NO, "no switch is to be confirmed on " + verb.door.host());
            }
            journal.confirmed();
            return verb.answer(Status.YES, journal.head(), JournalSteps.of(journal), journal.head().guest()
                    + " keeps what it has");
        } catch (IOException failure) {
            throw verb.unwritable(failure);
        }
    }

    static Answer undo(Invocation invocation) throws CommandException {
        Optional<String> unconfirmed = invocation.option(Verb.Option.IF_UNCONFIRMED);
        Optional<String> ended = invocation.option(Verb.Option.WHEN_ENDED);
        if (ended.isPresent()) {
            return whenEnded(invocation, ended.get());
        }
        if (unconfirmed.isPresent()) {
            pause(Duration.ofSeconds(seconds("--after", invocation.option(Verb.Option.AFTER).orElse("0"))));
        }
        return new SwitchUndoVerb(invocation).undo(unconfirmed, unconfirmed);
    }

    /** Waits until the guest of a switch has ended, and gives its card back. */
    static Answer whenEnded(Invocation invocation, String id) throws CommandException {
        SwitchUndoVerb verb = new SwitchUndoVerb(invocation);
        try (Journal journal = Journal.read(verb.door.folder()).orElse(null)) {
            if (journal != null && journal.head().id().equals(id)) {
                Optional<Guests.Found> found = VmVerbs.guests(invocation).find(journal.head().guest());
                if (found.isPresent()) {
                    await(found.get().guest());
                }
            }
        } catch (IOException failure) {
            throw verb.unwritable(failure);
        }
        return verb.undo(Optional.of(id), Optional.empty());
    }

    private static void await(Guest guest) throws CommandException {
        CountDownLatch over = new CountDownLatch(1);
        try (Guest.Watch watch = guest.watch(event -> {
            if (event.kind() == GuestEvent.Kind.ENDED || event.kind() == GuestEvent.Kind.SHUTDOWN) {
                over.countDown();
            }
        })) {
            if (guest.status().alive()) {
                over.await();
            }
        } catch (GuestException ended) {
            while (guest.status().alive()) {
                pause(Duration.ofSeconds(1)); // it cannot be watched, only asked
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * @param only        the switch that is meant; absent: whichever there is
     * @param unconfirmed whether it stays when somebody has confirmed it
     */
    private Answer undo(Optional<String> only, Optional<String> unconfirmed) throws CommandException {
        if (!Files.isDirectory(door.folder())) {
            return nothing(Status.YES, "nothing to undo on " + door.host());
        }
        Path folder = door.open();
        try (SwitchLock lock = lock(only.isPresent() ? LATE : SOON); Journal journal = journal().orElse(null)) {
            if (journal == null) {
                return nothing(Status.YES, "nothing to undo on " + door.host());
            }
            Journal.Head head = journal.head();
            if (only.isPresent() && !only.get().equals(head.id())) {
                return nothing(Status.YES, "switch " + only.get() + " is over");
            }
            if (unconfirmed.isPresent() && journal.isConfirmed()) {
                return nothing(Status.YES, "switch " + head.id() + " was confirmed");
            }
            Machine machine = door.withGuests(head.guest(), invocation.plugins().hypervisor(head.backend()),
                    Optional.empty(), SwitchDoor.POWERDOWN);
            Undo.Left left = new Undo(machine, SwitchDoor.LIMIT).walk(journal, "undone");
            List<StepReport> steps = JournalSteps.of(journal);
            if (left.isNothing()) {
                return answer(Status.YES, head, steps, "the host is as before " + head.guest() + " had "
                        + String.join(", ", head.devices()));
            }
            String message = String.join("; ", left.problems()) + "; the journal stays in " + folder
                    + ", so that underpass switch undo --host " + door.host() + " can be tried again";
            invocation.progress("underpass: " + Command.oneLine(message));
            return answer(Status.LEFT, head, steps, message);
        } catch (IOException failure) {
            throw unwritable(failure);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private SwitchLock lock(Duration limit) throws CommandException, IOException {
        try {
            return SwitchLock.take(door.folder(), limit).orElseThrow(() -> new CommandException(Status.SURROUNDINGS,
                    "another process is changing " + door.host() + " and has not ended within " + limit.toSeconds()
                            + " s"));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Optional<Journal> journal() throws IOException {
        return Journal.resume(door.folder(), Journal.Watch.NONE);
    }

    private CommandException unwritable(IOException failure) {
        return new CommandException(Status.SURROUNDINGS, "the journal in " + door.folder() + " cannot be read or"
                + " written: " + failure.getMessage(), failure);
    }

    private static CommandException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CommandException(Status.LEFT, "interrupted on the way back; underpass switch undo goes on with it",
                cause);
    }

    private static void pause(Duration time) throws CommandException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Answer nothing(int status, String message) {
        if (status != Status.YES) {
            invocation.progress("underpass: " + message);
        }
        return new Answer(status, () -> ChangeSteps.json(Json.answer().put("host", door.host()).put("message", message),
                List.of()), text -> {
                    if (status == Status.YES) {
                        text.line(message);
                    }
                });
    }

    private Answer answer(int status, Journal.Head head, List<StepReport> steps, String message) {
        return new Answer(status,
                () -> ChangeSteps.json(Json.answer().put("host", door.host()).put("guest", head.guest())
                        .put("backend", head.backend()).put("switch", head.id()).put("message", message), steps),
                text -> {
                    ChangeSteps.text(steps, false, text);
                    if (status == Status.YES) {
                        text.line(Command.oneLine(message));
                    }
                });
    }
}
