package org.underpass.rules.hooks;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.profile.VmProfile;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.OwnScript;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** G04: a hook's folder has a name that nobody calls. */
public final class HookNeverCalled implements Rule {
    private static final RuleInfo INFO = RuleText.of("G04", Severity.ERROR, Basis.SOURCE, Scope.SCRIPT)
            .title("a hook's folder has a name that nobody calls")
            .why("The dispatcher looks for a folder with exactly the guest's name, then for the step "
                    + "and the time in libvirt's words; another name is never found.")
            .cure("Rename the folder.")
            .references("https://gitlab.com/risingprismtv/single-gpu-passthrough/-/wikis/home",
                    "https://libvirt.org/hooks.html")
            .info();

    /** Steps and times that libvirt calls the hook of QEMU with. */
    private static final Set<String> STEPS = Set.of("prepare/begin", "start/begin", "started/begin", "stopped/end",
            "release/end", "migrate/begin", "restore/begin", "reconnect/begin", "attach/begin");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<String> done = new TreeSet<>();
        String name = Given.machine(context).map(VmProfile::name).orElse("");
        boolean exact = context.scripts().stream().flatMap(s -> s.hook().stream()).map(h -> h.split("/"))
                .anyMatch(p -> p.length > 2 && p[0].equals("qemu.d") && p[1].equals(name));
        for (OwnScript script : context.scripts()) {
            String[] parts = script.hook().orElse("").split("/");
            if (parts.length < 3 || !parts[0].equals("qemu.d")) {
                continue;
            }
            if (!exact && !name.isEmpty() && alike(parts[1], name) && done.add(parts[1])) {
                findings.accept(finding(script, "qemu.d/" + parts[1], "the hooks in qemu.d/" + parts[1]
                        + " never run for the guest " + name, "rename the folder to " + name));
            }
            boolean ours = name.isEmpty() || parts[1].equals(name) || !exact && alike(parts[1], name);
            if (ours && parts.length > 4 && !STEPS.contains(parts[2] + "/" + parts[3])
                    && done.add(parts[1] + "/" + parts[2] + "/" + parts[3])) {
                findings.accept(finding(script, "qemu.d/" + parts[1] + "/" + parts[2] + "/" + parts[3],
                        "libvirt calls no hook " + parts[2] + "/" + parts[3], "use one of " + String.join(", ",
                                new TreeSet<>(STEPS))));
            }
        }
    }

    /** Other guests have folders too; one that differs in case, blanks or dashes was meant for this one. */
    private static boolean alike(String folder, String name) {
        return plain(folder).equals(plain(name));
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static Finding finding(OwnScript script, String subject, String message, String way) {
        return Finding.of(INFO, subject).message(message)
                .evidence(new Evidence(script.file() + " is there", "etc/libvirt/hooks"))
                .fix(new Fix.Manual(way, Fix.Manual.Where.HOST)).build();
    }
}
