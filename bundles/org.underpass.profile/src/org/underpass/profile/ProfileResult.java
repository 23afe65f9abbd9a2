package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileSource;

/**
 * What came of reading a profile.
 *
 * @param source the text with its tree, even when broken
 * @param partial what could be read, for editors: values that are wrong are absent. Empty when the text has no tree
 *     at all
 * @param problems sorted by place
 * @param notActedUpon settings that have no effect yet, sorted by place
 */
public record ProfileResult(ProfileSource source, Optional<Profile> partial, List<ProfileProblem> problems,
        List<NotActedUpon> notActedUpon) {
    /** Copies. */
    public ProfileResult {
        problems = List.copyOf(problems);
        notActedUpon = List.copyOf(notActedUpon);
    }

    /** The profile, when there is no error: what may be checked, built and run. */
    public Optional<Profile> profile() {
        return hasErrors() ? Optional.empty() : partial;
    }

    /** Whether any problem is an error: exit status 3 of the command. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == ProfileProblem.Severity.ERROR);
    }
}
