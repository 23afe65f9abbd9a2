package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.underpass.engine.Batch;
import org.underpass.host.Host;

/** The profiles and hosts of one call, each profile to be looked at on each host. */
final class Examination {
    private final Invocation invocation;
    private final List<Machine> machines = new ArrayList<>();

    /** One profile on one host. */
    record Item(String profile, Machine machine) {
    }

    /** What a verb does with one item; it may take a {@link CommandException} back as its answer. */
    interface Work {
        Examined examine(String profile, Host host) throws CommandException;
    }

    /** A host that is opened when first needed, and then once. */
    static final class Machine {
        private final Invocation invocation;
        private final String word;
        private Host host;
        private CommandException failure;

        Machine(Invocation invocation, String word) {
            this.invocation = invocation;
            this.word = word;
        }

        synchronized Host open() throws CommandException {
            if (failure != null) {
                throw failure;
            }
            if (host == null) {
                try {
                    host = invocation.open(word);
                } catch (CommandException unreadable) {
                    failure = unreadable;
                    throw unreadable;
                }
            }
            return host;
        }

        private synchronized String name() {
            return host == null ? word : host.name();
        }
    }

    Examination(Invocation invocation) {
        this.invocation = invocation;
        List<String> words = invocation.all(Verb.Option.HOSTS);
        for (String word : words.isEmpty() ? List.of("live") : words.stream().distinct().toList()) {
            machines.add(new Machine(invocation, word));
        }
    }

    /** Whether there is one profile and one host: no batch, and a problem is the answer. */
    boolean single() {
        return machines.size() == 1 && invocation.operands().size() == 1;
    }

    /** The host of a call that is no batch. */
    Machine machine() {
        return machines.get(0);
    }

    /**
     * Looks at every profile on every host, on all processors; the answers are in the order of hosts, and of profiles
     * within each. In a batch, an item that cannot be examined does not end it.
     */
    List<Examined> run(Work work) throws CommandException {
        if (single()) {
            return told(List.of(work.examine(invocation.operands().get(0), machine().open())));
        }
        List<Item> items = new ArrayList<>();
        for (Machine machine : machines) {
            invocation.operands().stream().distinct().forEach(p -> items.add(new Item(p, machine)));
        }
        Function<Item, Examined> safe = item -> {
            try {
                return work.examine(item.profile, item.machine.open());
            } catch (CommandException problem) {
                return Examined.failed(item.profile, item.machine.name(), problem);
            }
        };
        try (Progress progress = invocation.progress(items.size())) {
            List<Examined> all = Batch.run(items, safe, progress::step);
            progress.close();
            return told(all);
        }
    }

    /** What went wrong goes to standard error, once each. */
    private List<Examined> told(List<Examined> all) {
        Stream.concat(all.stream().flatMap(e -> e.problem().stream()), all.stream().flatMap(e -> e.failures().stream()))
                .distinct().forEach(p -> invocation.progress("underpass: " + p));
        return all;
    }
}
