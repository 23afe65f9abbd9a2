package org.underpass.rules.hooks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Provenance;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.OwnScript;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G02: a hook cannot be run. */
public final class HookNotRunnable implements Rule {
    private static final RuleInfo INFO = RuleText.of("G02", Severity.ERROR, Basis.THREADS, Scope.SCRIPT)
            .title("a hook cannot be run")
            .why("libvirt runs hooks as programs; one without the permission, the first line or the "
                    + "line ends that a program needs does nothing, or fails.")
            .cure("Make it executable, begin it with a line such as #!/bin/bash, and end its lines as "
                    + "Unix does.")
            .references("https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/21",
                    "https://libvirt.org/hooks.html")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (OwnScript script : context.scripts()) {
            byte[] bytes = script.content().orElse(new byte[0]);
            boolean program = bytes.length > 3 && bytes[0] == 0x7f && bytes[1] == 'E';
            if (script.hook().isPresent() && !Hooks.isRun(script)) {
                continue;
            }
            List<Evidence> wrong = new ArrayList<>();
            List<Fix> fixes = new ArrayList<>();
            if (script.mode().value().filter(mode -> (mode & 0111) == 0).isPresent()) {
                wrong.add(Evidence.of("its mode is " + Integer.toOctalString(script.mode().orElse(0)),
                        script.mode()));
                fixes.add(new Fix.Manual("chmod +x " + script.file(), Fix.Manual.Where.HOST));
            }
            if (script.content().isKnown() && !program) {
                text(script, bytes, wrong, fixes);
            }
            if (!wrong.isEmpty()) {
                Finding.Builder finding = Finding.of(INFO, script.file())
                        .message(script.file() + " cannot be run as it is")
                        .at(Optional.of(new Location(script.file(), 1, 1))).evidence(wrong);
                fixes.forEach(finding::fix);
                findings.accept(finding.build());
            }
        }
    }

    private static void text(OwnScript script, byte[] bytes, List<Evidence> wrong, List<Fix> fixes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1);
        String first = start.contains("\n") ? start.substring(0, start.indexOf('\n')) : start;
        Provenance line = Provenance.line(script.file(), 1);
        if (!first.startsWith("#!")) {
            wrong.add(Evidence.of(bytes.length == 0 ? "it is empty" : "its first line does not begin with #!", line));
            fixes.add(new Fix.Manual("begin it with #!/bin/bash", Fix.Manual.Where.HOST));
        }
        int carriage = ShellScript.parse(bytes).carriage();
        if (carriage > 0) {
            wrong.add(Evidence.of("the line ends as Windows ends lines", Provenance.line(script.file(), carriage)));
            fixes.add(new Fix.Manual("take the carriage returns away: sed -i 's/\\r$//' " + script.file(),
                    Fix.Manual.Where.HOST));
        }
    }
}
