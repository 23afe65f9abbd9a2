package org.underpass.quirks;

import org.underpass.host.Host;
import org.underpass.host.HostFunction;

/**
 * One fact.
 *
 * @param match  which functions it is about
 * @param name   what they are, in a few words
 * @param effect what it means
 * @param source where it can be read: a project's file and function, or a thread
 */
public record Row(Match match, String name, Effect effect, String source) {
    /** Whether the row speaks about a function. */
    public boolean speaksOf(HostFunction function, Host host) {
        return match.test(function, host);
    }
}
