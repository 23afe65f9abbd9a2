package org.underpass.engine.change;

import java.io.File;
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
public final class Keeper {
    private static final List<String> SETSID = List.of("/usr/bin/setsid", "/bin/setsid",
            "/run/current-system/sw/bin/setsid");

    private final Map<String, String> environment;

    /** @param environment what the processes are to have: they find the state folder by it */
    public Keeper(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts {@code underpass switch undo} with these arguments.
     *
     * @throws IOException with one line, where the installation has no program to start
     */
    public void undo(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        SETSID.stream().filter(program -> Files.isExecutable(Path.of(program))).findFirst().ifPresent(command::add);
        command.add(program().toString());
        command.addAll(List.of("switch", "undo"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).directory(new File("/"));
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            builder.environment().put(variable.getKey(), variable.getValue());
        }
        builder.environment().remove("UNDERPASS_TERMINAL");
        try {
            builder.start();
        } catch (IOException failure) {
            throw new IOException("nobody could be set to undo the switch: " + failure.getMessage(), failure);
        }
    }

    /**
     * The program that would be started.
     *
     * @throws IOException with one line, where the installation has none
     */
    public static Path program() throws IOException {
        String home = System.getProperty("underpass.home");
        Path program = home == null ? null : Path.of(home, "bin", "underpass");
        if (program == null || !Files.isExecutable(program)) {
            throw new IOException("nobody could be set to undo the switch: this installation has no bin/underpass");
        }
        return program;
    }
}
