package example.rule;

import java.util.List;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.Machines;
import org.underpass.testkit.ProfileTexts;
import org.underpass.testkit.RuleCase;
import org.underpass.testkit.RuleContract;

/** The exam that every rule takes. */
class WholeHugePagesTest extends RuleContract {
    @Override
    protected Rule rule() {
        return new WholeHugePages();
    }

    @Override
    protected List<RuleCase> speaks() {
        return List.of(RuleCase.profile("an odd number of MiB",
                ProfileTexts.small("guest").replace("2 GiB", "2047 MiB")));
    }

    @Override
    protected List<RuleCase> silent() {
        return List.of(RuleCase.profile("2 GiB", ProfileTexts.small("guest")),
                RuleCase.host("no profile", Machines.open("demo:workstation")));
    }
}
