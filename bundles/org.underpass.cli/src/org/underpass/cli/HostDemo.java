package org.underpass.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.host.HostSources;
import org.underpass.host.write.Journal;
import org.underpass.host.write.SimulatedMachine;
import org.underpass.host.write.SwitchLock;

/** {@code host demo}: the simulated machines that ship with the product, and what was done to them. */
final class HostDemo {
    private static final int LONGEST_SCENARIO = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(5);

    private HostDemo() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Optional<String> forgotten = invocation.option(Verb.Option.FORGET);
        Optional<String> restarted = invocation.option(Verb.Option.REBOOT);
        Optional<String> scenario = invocation.option(Verb.Option.SCENARIO);
        Optional<String> operand = invocation.operands().stream().findFirst();
        if (operand.isPresent() != scenario.isPresent()) {
            throw CommandException.usage("host demo takes a NAME with --scenario FILE, and only there");
        }
        Optional<String> changed = forgotten.or(() -> restarted).or(() -> operand);
        if (changed.isPresent()) {
            change(invocation, host(changed.get()), forgotten.isPresent(), restarted.isPresent(), scenario);
        }
        return new Answer(Status.YES,
                () -> Json.answer().list("demos", HostSources.demos(), d -> Json.object()
                        .put("name", d.name()).put("host", "demo:" + d.name()).put("description", d.description())
                        .put("changed", isChanged(invocation, d) ? true : null)),
                text -> text.table(HostSources.demos().stream()
                        .map(d -> List.of("demo:" + d.name(), d.description() + (isChanged(invocation, d)
                                ? " (changed)" : ""))).toList()));
    }

    private static boolean isChanged(Invocation invocation, HostSources.Demo demo) {
        return SimulatedMachine.isChanged(invocation.state().of("demo:" + demo.name()));
    }

    private static String host(String name) throws CommandException {
        String plain = name.startsWith("demo:") ? name.substring("demo:".length()) : name;
        if (HostSources.demos().stream().noneMatch(d -> d.name().equals(plain))) {
            throw CommandException.usage("there is no simulated machine '" + name + "'"
                    + Help.closest(plain, HostSources.demos().stream().map(HostSources.Demo::name).toList()));
        }
        return "demo:" + plain;
    }

    private static void change(Invocation invocation, String host, boolean forget, boolean restart,
            Optional<String> scenario) throws CommandException {
        try {
            Path folder = invocation.state().make(host);
            try (SwitchLock lock = SwitchLock.take(folder, SOON).orElseThrow(() -> new CommandException(
                    Status.SURROUNDINGS, "another process is changing " + host))) {
                if (forget) {
                    SimulatedMachine.forget(folder);
                    Optional<Journal> journal = Journal.resume(folder, Journal.Watch.NONE);
                    if (journal.isPresent()) {
                        journal.get().finish("forgotten");
                    }
                } else if (restart) {
                    SimulatedMachine.of(host, invocation.state()).restart();
                } else {
                    Path file = invocation.path(scenario.orElseThrow());
                    if (Files.size(file) > LONGEST_SCENARIO) {
                        throw new CommandException(Status.INPUT, scenario.get() + " is longer than 1 MiB");
                    }
                    SimulatedMachine.scenario(folder, Files.readString(file));
                }
            }
        } catch (IllegalArgumentException unfit) {
            throw new CommandException(Status.INPUT, scenario.orElse(host) + ": " + unfit.getMessage(), unfit);
        } catch (NoSuchFileException | CharacterCodingException missing) {
            throw new CommandException(Status.INPUT, scenario.orElse(host) + ": no such text file", missing);
        } catch (IOException failure) {
            throw new CommandException(Status.SURROUNDINGS, "the state of " + host + " cannot be changed: "
                    + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandException(Status.SURROUNDINGS, "interrupted", interrupted);
        }
    }
}
