package org.underpass.rules.platform;

import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A11: lockdown hides tables from viewers. */
public final class LockedDown implements Rule {
    private static final RuleInfo INFO = RuleText.of("A11", Severity.INFO, Basis.SINGLE_REPORT, Scope.HOST)
            .title("kernel lockdown hides tables")
            .why("Under lockdown, which Secure Boot switches on, memory and debug files cannot be read even by root, "
                    + "so page tables stay unseen; groups and firmware tables are shown all the same.")
            .cure("Nothing has to be done; to look at page tables, start once without Secure Boot.")
            .references("Proxmox forum, thread 178461", "Linux Documentation, kernel_lockdown(7)")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<String> lockdown = context.host().kernel().lockdown();
        if (lockdown.value().filter(mode -> !mode.equals("none")).isPresent()) {
            findings.accept(Finding.of(INFO, "host")
                    .message("the kernel is locked down (" + lockdown.orElse("") + "): tables in memory cannot be read")
                    .evidence(Evidence.of("lockdown is " + lockdown.orElse(""), lockdown))
                    .build());
        }
    }
}
