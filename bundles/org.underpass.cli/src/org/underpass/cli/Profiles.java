package org.underpass.cli;

import java.util.List;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.source.ProfileProblem;

/** Profiles that the user names. */
final class Profiles {
    private Profiles() {
    }

    /**
     * Reads a profile, which must be free of errors.
     *
     * @throws CommandException with status 3 and the problem that stands first in the file; the others go to standard
     *                          error before it
     */
    static ProfileResult read(Invocation invocation, String given) throws CommandException {
        ProfileResult result = ProfileReader.readFile(invocation.path(given), given);
        if (result.profile().isEmpty()) {
            List<ProfileProblem> errors = result.problems().stream()
                    .filter(p -> p.severity() == ProfileProblem.Severity.ERROR).toList();
            for (ProfileProblem other : errors.subList(1, errors.size())) {
                invocation.progress("underpass: " + Command.oneLine(other.describe(given)));
            }
            throw new CommandException(Status.INPUT, errors.get(0).describe(given));
        }
        return result;
    }
}
