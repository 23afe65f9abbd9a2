package example.rule;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A rule of a house: the memory of each guest is a whole number of huge pages. */
@Component
public final class WholeHugePages implements Rule {
    private static final long MIB = 1L << 20;
    private static final long PAGE = 2 * MIB;

    private static final RuleInfo INFO = new RuleInfo("EX01", Severity.WARNING, Basis.DOCUMENTATION, Scope.PROFILE,
            "Memory is not a whole number of huge pages",
            "Huge pages of 2 MiB cannot back the last piece of such a guest's memory.",
            "Round the memory up to a multiple of 2 MiB.",
            List.of(),
            List.of("https://www.kernel.org/doc/html/latest/admin-guide/mm/hugetlbpage.html"));

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (context.profile().orElse(null) instanceof VmProfile machine && machine.machine().memory() % PAGE != 0) {
            long memory = machine.machine().memory();
            String rounded = (memory + PAGE - 1) / PAGE * 2 + " MiB";
            findings.accept(Finding.of(INFO, "machine.memory")
                    .message("%d bytes are %d huge pages of 2 MiB and a rest".formatted(memory, memory / PAGE))
                    .at(context.location("machine.memory"))
                    .evidence(new Evidence("machine.memory is " + memory + " bytes", machine.fileName()))
                    .fix(new Fix.EditProfile("Give the guest " + rounded,
                            new ProfileEdit.Set("machine.memory", rounded)))
                    .build());
        }
    }
}
