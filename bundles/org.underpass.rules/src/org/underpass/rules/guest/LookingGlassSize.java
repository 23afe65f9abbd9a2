package org.underpass.rules.guest;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.underpass.profile.LookingGlass;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F13: too little shared memory for the picture. */
public final class LookingGlassSize implements Rule {
    private static final RuleInfo INFO = RuleText.of("F13", Severity.ERROR, Basis.SOURCE, Scope.PROFILE)
            .title("Looking Glass has too little shared memory")
            .why("The guest refuses a mode whose pictures do not fit into the shared memory.")
            .cure("Leave the size out: it is computed from width and height.")
            .references("Looking Glass documentation, IVSHMEM size")
            .info();

    private static final String PATH = "display.guest.lookingGlass.size";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<LookingGlass> glass = Given.machine(context).flatMap(vm -> vm.display().guest().lookingGlass());
        OptionalLong size = glass.map(LookingGlass::size).orElse(OptionalLong.empty());
        if (size.isPresent() && size.getAsLong() < glass.get().neededSize()) {
            findings.accept(Finding.of(INFO, PATH)
                    .message(glass.get().width() + " by " + glass.get().height() + " pixels need "
                            + Sizes.of(glass.get().neededSize()) + ", and " + Sizes.of(size.getAsLong()) + " are given")
                    .at(context.location(PATH))
                    .evidence(new Evidence(PATH + " is " + Sizes.of(size.getAsLong()),
                            Given.machine(context).get().fileName()))
                    .fix(new Fix.EditProfile("let the size be computed", new ProfileEdit.Remove(PATH)))
                    .build());
        }
    }
}
