package org.underpass.spi.rule;

import java.util.function.Consumer;
import org.underpass.spi.Finding;

/**
 * One way to fail, and how it shows beforehand. Implemented by plug-ins (a consumer type).
 *
 * <p>Rules are asked often (at each keystroke of an editor) and from several threads at once: they keep no state, do
 * no I/O of their own, and read everything from the context, whose facts are cached.
 */
public interface Rule {
    /** What the rule is. Cheap and always equal. */
    RuleInfo info();

    /**
     * Looks, and reports what it finds; silence means that nothing is wrong or that the host does not show enough.
     * What a host does not show is unknown, never wrong: report an error only on a fact that is there.
     *
     * <p>Called only when everything is there that {@link RuleInfo#scope()} asks for.
     */
    void check(RuleContext context, Consumer<Finding> findings);
}
