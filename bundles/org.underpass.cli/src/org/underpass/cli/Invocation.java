package org.underpass.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.engine.PluginStore;
import org.underpass.engine.Plugins;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;
import org.underpass.host.write.StateFolder;
import org.underpass.start.Interruption;

/**
 * One call of a verb, with everything it may use. Paths that the user gave are relative to the directory he is in.
 */
final class Invocation {
    private final Map<String, List<String>> options;
    private final List<String> operands;
    private final Map<String, String> environment;
    private final Path directory;
    private final Services services;
    private final Streams streams;

    /** The engine's services, fetched when first needed. */
    interface Services {
        Plugins plugins();

        PluginStore store();

        Interruption interruption();
    }

    /**
     * Where to read and where to say things beside the answer.
     *
     * @param in       standard input
     * @param progress takes one line for standard error
     * @param terminal standard error where it is a terminal; null elsewhere
     */
    record Streams(InputStream in, Consumer<String> progress, PrintStream terminal) {
    }

    Invocation(Map<String, List<String>> options, List<String> operands, Map<String, String> environment, Path directory,
            Services services, Streams streams) {
        this.options = options;
        this.operands = operands;
        this.environment = environment;
        this.directory = directory;
        this.services = services;
        this.streams = streams;
    }

    Optional<String> option(Verb.Option option) {
        List<String> values = options.getOrDefault(option.word(), List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of an option that may be given more than once. */
    List<String> all(Verb.Option option) {
        return options.getOrDefault(option.word(), List.of());
    }

    boolean flag(Verb.Option option) {
        return options.containsKey(option.word());
    }

    List<String> operands() {
        return operands;
    }

    Map<String, String> environment() {
        return environment;
    }

    Plugins plugins() {
        return services.plugins();
    }

    PluginStore store() {
        return services.store();
    }

    Interruption interruption() {
        return services.interruption();
    }

    /** A path as the user gave it, made absolute. */
    Path path(String given) throws CommandException {
        try {
            return directory.resolve(given);
        } catch (InvalidPathException unfit) {
            throw CommandException.usage("'" + given + "' is no file name: " + unfit.getReason());
        }
    }

    /** Standard input. */
    InputStream in() {
        return streams.in();
    }

    /** One line for standard error. */
    void progress(String line) {
        streams.progress().accept(line);
    }

    /** A bar for the terminal that standard error may be, to be closed before the answer. */
    Progress progress(int total) {
        return new Progress(streams.terminal(), total);
    }

    /** The machine that {@code --host} names. */
    Host host() throws CommandException {
        return open(option(Verb.Option.HOST).orElse("live"));
    }

    /** Where it is kept what is done to machines. */
    StateFolder state() {
        return StateFolder.of(environment);
    }

    /** Opens a machine by its word. */
    Host open(String word) throws CommandException {
        try {
            return HostSources.open(isPath(word) ? fromHere(word) : word,
                    word.startsWith("demo:") ? Optional.of(state()) : Optional.empty());
        } catch (HostException failure) {
            throw new CommandException(switch (failure.kind()) {
                case MALFORMED -> Status.INPUT;
                case REFUSED -> Status.SURROUNDINGS;
                case USAGE -> Status.USAGE;
            }, failure.getMessage(), failure);
        }
    }

    private static boolean isPath(String word) {
        return !word.equals("live") && !word.startsWith("demo:") && !word.startsWith("ssh:") && !word.isEmpty();
    }

    /** Messages name a file as the user did, wherever that is possible. */
    private String fromHere(String word) throws CommandException {
        return directory.equals(Path.of("").toAbsolutePath()) ? word : path(word).toString();
    }
}
