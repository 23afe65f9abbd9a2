package org.underpass.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Processes of ours that outlive this one: they undo a switch when nobody confirms it or its guest has ended. Each has a
 * session of its own, so that neither a closed terminal nor the end of this process reaches it.
 */
final class Keeper {
    private static final List<String> SETSID = List.of("/usr/bin/setsid", "/bin/setsid",
            "/run/current-system/sw/bin/setsid");

    private Keeper() {
    }

    /**
     * Starts {@code underpass switch undo} with these arguments.
     *
     * @throws CommandException with status 7 where the installation has no program to start
     */
    static void undo(Invocation invocation, String... arguments) throws CommandException {
        List<String> command = new ArrayList<>();
        SETSID.stream().filter(program -> Files.isExecutable(Path.of(program))).findFirst().ifPresent(command::add);
        command.add(program());
        command.addAll(List.of("switch", "undo"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .directory(Path.of("/").toFile());
        for (Map.Entry<String, String> variable : invocation.environment().entrySet()) {
            builder.environment().put(variable.getKey(), variable.getValue());
        }
        builder.environment().remove("UNDERPASS_TERMINAL");
        try {
            builder.start();
        } catch (IOException failure) {
            throw new CommandException(Status.SURROUNDINGS, "nobody could be set to undo the switch: "
                    + failure.getMessage(), failure);
        }
    }

    private static String program() throws CommandException {
        String home = System.getProperty("underpass.home");
        Path program = home == null ? null : Path.of(home, "bin", "underpass");
        if (program == null || !Files.isExecutable(program)) {
            throw new CommandException(Status.SURROUNDINGS, "nobody could be set to undo the switch: this installation"
                    + " has no bin/underpass");
        }
        return program.toString();
    }
}
