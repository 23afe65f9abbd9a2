package org.underpass.profile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program of the owner that runs at a certain time; never through a shell.
 *
 * @param index position in the list of the profile, from 0
 * @param when when it runs
 * @param command program and arguments, each an element of its own; the program is an absolute path
 * @param timeout time limit; absent: that of the switch
 */
public record Hook(int index, HookTime when, List<String> command, Optional<Duration> timeout) {
    /** Copies the collections; the order of the profile stays. */
    public Hook {
        command = List.copyOf(command);
    }
}
