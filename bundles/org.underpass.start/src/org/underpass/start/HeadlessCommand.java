package org.underpass.start;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The headless command, registered as a service by the bundle that knows the verbs. The service of the highest ranking
 * is run, once in a process, on the main thread.
 */
public interface HeadlessCommand {
    /**
     * Runs one command line to its end.
     *
     * @param arguments the words after the program's name, as the user's shell split them
     * @param in standard input
     * @param out standard output, UTF-8, buffered; carries the answer and nothing else. The starter flushes it
     * @param err standard error, UTF-8, flushed at each line
     * @param environment the environment variables
     * @param workingDirectory absolute; what relative paths in the arguments start from
     * @return the exit status. A thrown exception is a bug of ours: the starter prints it and exits with 70
     */
    int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err, Map<String, String> environment,
            Path workingDirectory);

    /**
     * Command lines that are run once after an installation, in this order, in an empty working directory and with
     * their output thrown away, so that the JVM can keep the classes they needed. They change nothing outside of that
     * directory, need no file of the user's and end within a second. What users run most should be among them, with
     * every output format: a class that no rehearsal needed costs each later command a millisecond.
     */
    default List<List<String>> rehearsals() {
        return List.of(List.of("--help"));
    }
}
