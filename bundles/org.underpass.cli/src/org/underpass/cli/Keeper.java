package org.underpass.cli;

import java.io.IOException;

/** Processes of ours that outlive this one, with the command's exit status where there can be none. */
final class Keeper {
    private Keeper() {
    }

    /**
     * Starts {@code underpass switch undo} with these arguments.
     *
     * @throws CommandException with status 7 where the installation has no program to start
     */
    static void undo(Invocation invocation, String... arguments) throws CommandException {
        try {
            new org.underpass.engine.change.Keeper(invocation.environment()).undo(arguments);
        } catch (IOException failure) {
            throw new CommandException(Status.SURROUNDINGS, failure.getMessage(), failure);
        }
    }
}
