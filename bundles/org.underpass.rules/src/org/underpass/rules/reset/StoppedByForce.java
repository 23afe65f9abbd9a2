package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.profile.StopPolicy;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D22: the profile stops the guest like pulling the plug. */
public final class StoppedByForce implements Rule {
    private static final RuleInfo INFO = RuleText.of("D22", Severity.INFO, Basis.THREADS, Scope.PROFILE)
            .title("the guest is stopped by force")
            .why("A guest that is stopped by force does not put its card to rest, and some cards then need a restart "
                    + "of the host.")
            .cure("Let the guest power down, and force it only when it does not.")
            .references("https://github.com/gnif/vendor-reset/issues/38")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Given.machine(context).filter(vm -> vm.machine().stop() == StopPolicy.DESTROY && !vm.devices().isEmpty())
                .ifPresent(vm -> findings.accept(Finding.of(INFO, "machine.stop")
                        .message("the guest is stopped by force, with a card in its hands")
                        .at(context.location("machine.stop"))
                        .evidence(new Evidence("machine.stop is destroy", vm.fileName()))
                        .fix(new Fix.EditProfile("press the power button first",
                                new ProfileEdit.Set("machine.stop", StopPolicy.POWERDOWN.word())))
                        .build()));
    }
}
