package org.underpass.rules.hooks;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostPrograms;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.OwnScript;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G03: libvirt takes the dispatcher's folders for hooks. */
public final class FolderTakenForHook implements LogRule {
    private static final RuleInfo INFO = RuleText.of("G03", Severity.INFO, Basis.DOCUMENTATION, Scope.SCRIPT)
            .title("libvirt takes the dispatcher's folders for hooks")
            .why("Since 6.5 libvirt runs what lies in qemu.d itself, meets the folders of a copied "
                    + "dispatcher there, and complains; nothing fails.")
            .cure("Ignore the message, or keep the dispatcher's folders elsewhere.")
            .symptoms("Non-executable hook script …")
            .references("https://libvirt.org/hooks.html",
                    "https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/21")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        boolean old = context.hasHost() && context.host().programs().libvirt().value()
                .flatMap(HostPrograms.Program::version).filter(v -> !v.atLeast(6, 5)).isPresent();
        Optional<OwnScript> inFolder = context.scripts().stream()
                .filter(s -> s.hook().filter(h -> h.startsWith("qemu.d/") && h.indexOf('/', 7) > 0).isPresent())
                .findFirst();
        if (inFolder.isPresent() && !old) {
            String hook = inFolder.get().hook().get();
            String folder = hook.substring(0, hook.indexOf('/', 7));
            findings.accept(Finding.of(INFO, "etc/libvirt/hooks/" + folder)
                    .message("libvirt complains about " + folder + ", a folder among its hooks")
                    .evidence(new Evidence(inFolder.get().file() + " is there", "etc/libvirt/hooks"))
                    .fix(new Fix.Manual("ignore the message, or move the folder", Fix.Manual.Where.HOST)).build());
        }
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        findings.accept(Finding.of(INFO, match.holes().isEmpty() ? "log" : match.holes().get(0))
                .message("libvirt met a file or folder among its hooks that is no program, and left it alone")
                .evidence(match.evidence())
                .fix(new Fix.Manual("where it is a dispatcher's folder, ignore the message; where it is a hook, make it "
                        + "executable (G02)", Fix.Manual.Where.HOST)).build());
        return true;
    }
}
