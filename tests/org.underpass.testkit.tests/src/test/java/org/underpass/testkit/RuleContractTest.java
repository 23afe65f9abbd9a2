package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
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

/** A good rule passes the exam, and each bad one fails where it is bad. */
class RuleContractTest {
    @TempDir
    Path folder;

    private static RuleInfo info(Scope scope) {
        return new RuleInfo("KIT1", Severity.ERROR, Basis.SOURCE, scope, "a title", "a why", "a cure", List.of(),
                List.of("https://example.org"));
    }

    /** An exam of whatever is given: it must speak of a guest named loud, and be silent about one named quiet. */
    private final class Examined extends RuleContract {
        private final RuleInfo info;
        private final BiConsumer<RuleContext, Consumer<Finding>> check;

        Examined(Scope scope, BiConsumer<RuleContext, Consumer<Finding>> check) {
            this.info = info(scope);
            this.check = check;
            folder = RuleContractTest.this.folder;
        }

        @Override
        protected Rule rule() {
            return new Rule() {
                @Override
                public RuleInfo info() {
                    return info;
                }

                @Override
                public void check(RuleContext context, Consumer<Finding> findings) {
                    check.accept(context, findings);
                }
            };
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(RuleCase.profile("loud", ProfileTexts.small("loud")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(RuleCase.profile("quiet", ProfileTexts.small("quiet")));
        }
    }

    /** Finds something in a guest that is named loud. */
    private Examined loud(Consumer<Finding.Builder> more, int times) {
        return new Examined(Scope.PROFILE, (context, findings) -> {
            if (context.profile().orElse(null) instanceof VmProfile vm && vm.name().equals("loud")) {
                for (int i = 0; i < times; i++) {
                    Finding.Builder finding = Finding.of(info(Scope.PROFILE), "name").message("it is loud")
                            .evidence(new Evidence("name is loud", vm.fileName()));
                    more.accept(finding);
                    findings.accept(finding.build());
                }
            }
        });
    }

    private static void fails(String because, Executable exam) {
        AssertionError error = assertThrows(AssertionError.class, exam);
        assertTrue(error.getMessage().contains(because), error.getMessage());
    }

    @Test
    void aGoodOnePasses() {
        Examined good = loud(f -> f.fix(new Fix.EditProfile("Name it quiet", new ProfileEdit.Set("name", "quiet"))), 1);
        good.saysWhatItIs();
        good.speaksWhereItMust();
        good.isSilentWhereItMust();
        good.answersEverywhereWellAndAlwaysTheSame();
        good.findsNoErrorOnAMachineThatShowsNothing();
    }

    @Test
    void itMustSpeakAndBeSilent() {
        fails("finds nothing in: loud", new Examined(Scope.PROFILE, (c, f) -> { })::speaksWhereItMust);
        fails("finds something in: quiet", new Examined(Scope.PROFILE, (c, f) -> f.accept(Finding
                .of(info(Scope.PROFILE), "x").message("m").evidence(new Evidence("e", "s")).build()))
                        ::isSilentWhereItMust);
    }

    @Test
    void itMustNotThrow() {
        fails("failed in rule KIT1", new Examined(Scope.HOST, (c, f) -> {
            throw new IllegalStateException("no such file");
        })::answersEverywhereWellAndAlwaysTheSame);
    }

    @Test
    void itMustNotFindTheUnknownWrong() {
        fails("finds", new Examined(Scope.HOST, (c, f) -> {
            if (!c.host().kernel().arguments().isKnown()) {
                f.accept(Finding.of(info(Scope.HOST), "host").message("no command line")
                        .evidence(new Evidence("none", "proc/cmdline")).build());
            }
        })::findsNoErrorOnAMachineThatShowsNothing);
    }

    @Test
    void itsFindingsMustBeWellFormed() {
        fails("says nothing", loud(f -> f.message(" "), 1)::answersEverywhereWellAndAlwaysTheSame);
        fails("full stop", loud(f -> f.fix(new Fix.Manual("Do it.", Fix.Manual.Where.HOST)), 1)
                ::answersEverywhereWellAndAlwaysTheSame);
        fails("leaves", loud(f -> f.fix(new Fix.EditProfile("Break it", new ProfileEdit.Set("name", "a b"))), 1)
                ::answersEverywhereWellAndAlwaysTheSame);
    }
}
