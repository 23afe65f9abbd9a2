package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;

/** A stranger's rule that throws is a line in the list of problems, and nothing else. */
class ThrowingRuleTest {
    private final Bot bot = new Bot();

    /** The stranger. */
    private static final class Thrower implements Rule {
        @Override
        public RuleInfo info() {
            return new RuleInfo("X99", Severity.WARNING, RuleInfo.Basis.SINGLE_REPORT, RuleInfo.Scope.PROFILE, "throws",
                    "It throws.", "Nothing.", List.of(), List.of());
        }

        @Override
        public void check(RuleContext context, Consumer<Finding> findings) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void itIsNamedAmongTheProblems(@TempDir Path folder) throws Exception {
        Desk.clear(bot);
        Bundle own = FrameworkUtil.getBundle(getClass());
        own.start(Bundle.START_TRANSIENT);
        ServiceRegistration<Rule> stranger = own.getBundleContext().registerService(Rule.class, new Thrower(), null);
        try {
            ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("thrown.vm.yaml"),
                    "underpass: 1\nkind: vm\nname: guest\nmachine:\n  memory: 4 GiB\n"));
            Checked checked = Desk.checked(bot, editor);
            assertTrue(checked.problems().stream().anyMatch(p -> p.rule().equals("plugin-failed")
                    && p.message().contains("on purpose")), checked.problems().toString());
            assertEquals(1L, Desk.call(() -> List.of(PlatformUI.getWorkbench().getDisplay().getShells()).stream()
                    .filter(Shell::isVisible).count()));
            bot.view("Problems").show();
            bot.screenshot("rule-that-throws");
            stranger.unregister();
            Desk.ui(() -> editor.model().document().set(editor.model().document().get() + "title: again\n"));
            assertTrue(Desk.checked(bot, editor).problems().stream().noneMatch(p -> p.rule().equals("plugin-failed")));
        } finally {
            Desk.clear(bot);
        }
    }
}
