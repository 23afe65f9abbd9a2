package org.underpass.spi.rule;

import java.util.function.Consumer;
import org.underpass.spi.Finding;

/**
 * A rule that has more to say about a line of a log than the product can by itself. Implemented by plug-ins (a
 * consumer type).
 *
 * <p>Most rules need none of this: the product finds their {@link RuleInfo#symptoms() symptoms} in a log, asks the
 * rule's own {@link #check} about the functions and groups that the line names, and joins the two. A rule whose
 * symptoms differ in weight, or whose cause is to be looked for elsewhere, implements this too.
 */
public interface LogRule extends Rule {
    /**
     * Says what a line means on this machine. The line itself need not be among the evidence, and the location may be
     * left out: the product adds both.
     *
     * @param context what the log or a profile says is given away, and the machine, where there is one
     * @return whether that was all there is to say; false has the product go its own way too
     */
    boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings);
}
