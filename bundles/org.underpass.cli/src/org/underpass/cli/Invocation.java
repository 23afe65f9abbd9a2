package org.underpass.cli;

import java.io.InputStream;
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
import org.underpass.start.Interruption;

/**
 * One call of a verb, with everything it may use. Paths that the user gave are relative to the directory he is in.
 */
final class Invocation {
    private final Map<String, String> options;
    private final List<String> operands;
    private final Map<String, String> environment;
    private final Path directory;
    private final Services services;
    private final Consumer<String> progress;
    private final InputStream in;

    /** The engine's services, fetched when first needed. */
    interface Services {
        Plugins plugins();

        PluginStore store();

        Interruption interruption();
    }

    Invocation(Map<String, String> options, List<String> operands, Map<String, String> environment, Path directory,
            Services services, Consumer<String> progress, InputStream in) {
        this.options = options;
        this.operands = operands;
        this.environment = environment;
        this.directory = directory;
        this.services = services;
        this.progress = progress;
        this.in = in;
    }

    Optional<String> option(Verb.Option option) {
        return Optional.ofNullable(options.get(option.word()));
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
        return in;
    }

    /** One line for standard error. */
    void progress(String line) {
        progress.accept(line);
    }

    /** The machine that {@code --host} names. */
    Host host() throws CommandException {
        return open(option(Verb.Option.HOST).orElse("live"));
    }

    /** Opens a machine by its word. */
    Host open(String word) throws CommandException {
        try {
            return HostSources.open(isPath(word) ? fromHere(word) : word);
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
