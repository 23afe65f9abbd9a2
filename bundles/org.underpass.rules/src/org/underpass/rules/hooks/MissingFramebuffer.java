package org.underpass.rules.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostDisplays;
import org.underpass.rules.RuleText;
import org.underpass.rules.hooks.Hooks.Shell;
import org.underpass.rules.hooks.ShellScript.Command;
import org.underpass.rules.hooks.ShellScript.Word;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** C11: a script detaches a console or firmware's framebuffer that this host does not have. */
public final class MissingFramebuffer implements Rule {
    private static final RuleInfo INFO = RuleText.of("C11", Severity.WARNING, Basis.THREADS, Scope.SCRIPT)
            .title("a script detaches what this host does not have")
            .why("Copied scripts name consoles and framebuffers of their author's machine; where they are not there the "
                    + "write fails, and so may everything after it.")
            .cure("Detach only what is there, or let the switch do it, which makes its steps from the host.")
            .symptoms("echo: write error: No such device")
            .references("https://github.com/joeknock90/Single-GPU-Passthrough/issues/25",
                    "https://github.com/joeknock90/Single-GPU-Passthrough/issues/47",
                    "https://github.com/joeknock90/Single-GPU-Passthrough/issues/69",
                    "https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/9",
                    "https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/30")
            .info();

    private static final String CONSOLES = "sys/class/vtconsole";
    private static final String CONSOLE = "/" + CONSOLES + "/";
    private static final String FRAMEBUFFER = "-framebuffer.";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (!context.hasHost()) {
            return;
        }
        Host host = context.host();
        Fact<List<String>> consoles = host.tree().list(CONSOLES);
        Fact<List<HostDisplays.FirmwareFramebuffer>> framebuffers = host.displays().firmwareFramebuffers();
        for (Shell shell : Hooks.shells(context)) {
            List<Command> failing = new ArrayList<>();
            Set<String> missing = new TreeSet<>();
            boolean console = false;
            boolean framebuffer = false;
            for (Command command : shell.shell().commands()) {
                int before = missing.size();
                for (Word output : command.outputs()) {
                    String name = consoleOf(output.text());
                    if (consoles.value().filter(all -> !name.isEmpty() && !all.contains(name)).isPresent()) {
                        console |= missing.add(name);
                    }
                }
                for (Word word : command.outputs().isEmpty() ? List.<Word>of() : command.words()) {
                    String name = word.text();
                    if (name.contains(FRAMEBUFFER) && framebuffers.value().filter(all -> all.stream()
                            .noneMatch(f -> f.name().equals(name))).isPresent()) {
                        framebuffer |= missing.add(name);
                    }
                }
                if (missing.size() > before) {
                    failing.add(command);
                }
            }
            if (!missing.isEmpty()) {
                Finding.Builder finding = shell.finding(INFO, failing)
                        .message(shell.file() + " detaches " + String.join(", ", missing)
                                + ", which this host does not have");
                if (console) {
                    finding.evidence(Evidence.of("consoles are " + String.join(", ", consoles.orElse(List.of())),
                            consoles));
                }
                if (framebuffer) {
                    finding.evidence(Evidence.of("no such framebuffer is among the devices", framebuffers));
                }
                findings.accept(finding.fix(new Fix.Manual("take the line out, or ask first whether the file is there",
                        Fix.Manual.Where.HOST)).build());
            }
        }
    }

    /** The console that a path of sysfs names; empty for another path, and for one that a variable names. */
    private static String consoleOf(String path) {
        int start = path.startsWith(CONSOLE) ? CONSOLE.length() : path.length();
        int end = path.indexOf('/', start);
        String name = path.substring(start, end < 0 ? path.length() : end);
        return name.startsWith("vtcon") && name.chars().allMatch(Character::isLetterOrDigit) ? name : "";
    }
}
