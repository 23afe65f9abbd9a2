package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.underpass.engine.Plugins;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.host.Fact;
import org.underpass.rules.hooks.DetachedTwice;
import org.underpass.rules.hooks.FolderTakenForHook;
import org.underpass.rules.hooks.HookCallsLibvirt;
import org.underpass.rules.hooks.HookGivesUp;
import org.underpass.rules.hooks.HookNeverCalled;
import org.underpass.rules.hooks.HookNotRunnable;
import org.underpass.rules.hooks.IsolateKills;
import org.underpass.rules.hooks.ManagerTooEarly;
import org.underpass.rules.hooks.MissingFramebuffer;
import org.underpass.rules.hooks.SessionSurvives;
import org.underpass.rules.hooks.UnquotedPath;
import org.underpass.spi.Finding;
import org.underpass.spi.OwnScript;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group G. */
class HookRulesTest {
    private static final String HOOKS = "etc/libvirt/hooks/";
    private static final String START = HOOKS + "qemu.d/guest/prepare/begin/start.sh";
    private static final String STOP = HOOKS + "qemu.d/guest/release/end/stop.sh";

    /** An exam whose cases are scripts among the hooks of the desk. */
    abstract static class Exam extends RuleExam {
        RuleCase hook(String name, String path, String... lines) {
            return desk(name, tree -> tree.file(path, "#!/bin/bash\n" + String.join("\n", lines)),
                    Desk.guestWithCard());
        }

        RuleCase tree(String name, Consumer<HostTree> change) {
            return desk(name, change, Desk.guestWithCard());
        }
    }

    /** Findings on a script that is checked by itself. */
    private static List<Finding> lint(String text) {
        OwnScript script = new OwnScript("hook.sh", Optional.empty(),
                Fact.known(text.getBytes(StandardCharsets.UTF_8), "hook.sh"), Fact.known(0755, "hook.sh"));
        Report report = new Validation(Plugins.of(new UnderpassRules().rules(), List.of(), List.of()))
                .lint(Optional.empty(), script);
        assertTrue(report.failures().isEmpty(), () -> report.failures().toString());
        return report.findings();
    }

    private static List<String> rules(String text) {
        return lint(text).stream().map(Finding::rule).sorted().toList();
    }

    @Test
    void whatIsNoCommandIsNone() {
        for (String text : List.of("# virsh start x", "echo 'virsh start x'", "echo \"virsh\"", "x=virsh",
                "cat << EOF\nvirsh start\nEOF\n:", "cat <<-'E F'\n\tvirsh\n", "echo a#virsh", "echo virsh",
                "echo \\\nvirsh")) {
            assertEquals(List.of(), rules("#!/bin/sh\n" + text), text);
        }
    }

    @Test
    void whatIsACommandIsOneWhereverItStands() {
        for (String text : List.of("virsh start x", "  /usr/bin/virsh start x", "if true; then virsh x; fi",
                "x=$(virsh list)", "x=`virsh list`", "echo \"$(virsh list)\"", "true && virsh x", "true | virsh",
                "sudo virsh x", "timeout 5 virsh x", "f() { virsh x; }", "f() {\nvirsh x\n}", "! virsh x",
                "A=1 B=2 virsh x", "{ virsh x; }", "( virsh x )", "vir\\\nsh x", "'virsh' x", "cat <<E\nE\nvirsh x",
                "diff <(virsh a) b", "while virsh x; do :; done", "x 2>&1; virsh y", "x &> /dev/null; virsh y",
                "case a in b) virsh x;; esac")) {
            assertEquals(List.of("G01"), rules("#!/bin/sh\n" + text), text);
        }
    }

    @Test
    void aFindingSaysWhere() {
        Finding finding = lint("#!/bin/sh\n\n# start\n   virsh start x\n").get(0);
        assertEquals("hook.sh:4:4", finding.location().orElseThrow().toString());
    }

    @Test
    void garbageIsNoReasonToFail() {
        for (String text : List.of("", "\0\0\0", "#!", "$(", "`", "${", "\"", "'", "<<", "<<EOF", ">", "((((((", "))))",
                "$(".repeat(5000), "\\", "a\r\nb", "<(", "$((", "&&&", "#!/bin/sh\n" + "(".repeat(100_000),
                "\ud800", "#!/usr/bin/python3\nvirsh = 1")) {
            rules(text);
        }
    }

    @Nested
    @DisplayName("G01")
    class G01 extends Exam {
        @Override
        protected Rule rule() {
            return new HookCallsLibvirt();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("detach", START, "virsh nodedev-detach pci_0000_01_00_0"),
                    hook("restart of the daemon", HOOKS + "qemu", "systemctl restart libvirtd.service"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("sysfs only", START, "echo 0000:01:00.0 > /sys/bus/pci/drivers/nouveau/unbind"),
                    hook("a word in a text", START, "logger 'no virsh here'"));
        }
    }

    @Nested
    @DisplayName("G02")
    class G02 extends Exam {
        @Override
        protected Rule rule() {
            return new HookNotRunnable();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    tree("not executable", tree -> tree.file(START, "#!/bin/bash\n:")
                            .file("underpass/modes", "0644 " + START)),
                    tree("Windows wrote it", tree -> tree.file(START, "#!/bin/bash\r\necho\r\n")),
                    tree("no first line", tree -> tree.file(HOOKS + "qemu", "echo hello")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    tree("all is well", tree -> tree.file(START, "#!/bin/bash\n:")
                            .file("underpass/modes", "0755 " + START)),
                    tree("a note beside it", tree -> tree.file(HOOKS + "qemu.d/README.md", "read me")),
                    tree("modes are not shown", tree -> tree.file(START, "#!/bin/bash\n:")));
        }
    }

    @Nested
    @DisplayName("G03")
    class G03 extends Exam {
        @Override
        protected Rule rule() {
            return new FolderTakenForHook();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("a dispatcher's folder", START, ":"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("a hook alone", HOOKS + "qemu", ":"), tree("old libvirt", tree -> tree
                    .file(START, "#!/bin/bash\n:").file("underpass/programs", "libvirtd 6.0.0")));
        }
    }

    @Nested
    @DisplayName("G04")
    class G04 extends Exam {
        @Override
        protected Rule rule() {
            return new HookNeverCalled();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("another case", HOOKS + "qemu.d/Guest/prepare/begin/start.sh", ":"),
                    hook("no such step", HOOKS + "qemu.d/guest/prepare/start/start.sh", ":"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("as it should be", START, ":"),
                    hook("another guest's", HOOKS + "qemu.d/win10/prepare/begin/start.sh", ":"));
        }
    }

    @Nested
    @DisplayName("G05")
    class G05 extends Exam {
        @Override
        protected Rule rule() {
            return new HookGivesUp();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("set -e", START, "set -e"), hook("with others", START, "set -xeu"),
                    hook("by name", START, "set -o errexit"),
                    tree("in the first line", tree -> tree.file(START, "#!/bin/bash -e\n:")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("set -x", START, "set -x"), hook("set +e", START, "set +e"));
        }
    }

    @Nested
    @DisplayName("G06")
    class G06 extends Exam {
        @Override
        protected Rule rule() {
            return new DetachedTwice();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("by virsh", START, "virsh nodedev-detach pci_0000_01_00_0"),
                    hook("by sysfs", START, "echo 0000:01:00.0 > /sys/bus/pci/devices/0000:01:00.0/driver/unbind"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("another device", START, "virsh nodedev-detach pci_0000_07_00_0"),
                    hook("only a message", START, "logger 0000:01:00.0"));
        }
    }

    @Nested
    @DisplayName("G07")
    class G07 extends Exam {
        private static final String UNIT = "etc/systemd/system/display-manager.service";

        @Override
        protected Rule rule() {
            return new SessionSurvives();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    tree("another manager", tree -> tree.file(START, "#!/bin/sh\nsystemctl stop sddm.service")
                            .link(UNIT, "/usr/lib/systemd/system/gdm.service")),
                    tree("none at all", tree -> tree.file(START, "#!/bin/sh\nsystemctl stop display-manager")
                            .complete("etc/systemd/system")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    tree("the right one", tree -> tree.file(START, "#!/bin/sh\nsystemctl stop gdm")
                            .link(UNIT, "/usr/lib/systemd/system/gdm.service")),
                    hook("which one is not shown", START, "systemctl stop sddm"));
        }
    }

    @Nested
    @DisplayName("G08")
    class G08 extends Exam {
        @Override
        protected Rule rule() {
            return new IsolateKills();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("isolate", START, "systemctl isolate multi-user.target"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("stop", START, "systemctl stop display-manager"));
        }
    }

    @Nested
    @DisplayName("G09")
    class G09 extends Exam {
        @Override
        protected Rule rule() {
            return new ManagerTooEarly();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("driver afterwards", STOP, "systemctl start display-manager", "modprobe amdgpu"),
                    hook("console afterwards", STOP, "systemctl restart sddm",
                            "echo 1 > /sys/class/vtconsole/vtcon0/bind"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("driver before", STOP, "modprobe amdgpu", "systemctl start display-manager"),
                    hook("driver taken away", STOP, "systemctl start display-manager", "modprobe -r vfio_pci"));
        }
    }

    @Nested
    @DisplayName("G10")
    class G10 extends Exam {
        @Override
        protected Rule rule() {
            return new UnquotedPath();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(hook("a path", START, "cp $HOME/rom /tmp"), hook("an argument", START, "cat $1"),
                    hook("an output", START, "echo 1 > /run/$NAME/state"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(hook("quoted", START, "cp \"$HOME/rom\" \"$1\""), hook("no path", START, "kill -9 $PID"),
                    hook("a test", START, "[[ $1 == /x ]]"), hook("an assignment", START, "DIR=$HOME/x"));
        }
    }

    @Nested
    @DisplayName("C11")
    class C11 extends Exam {
        private HostTree consoles(HostTree tree, String... lines) {
            return tree.file("sys/class/vtconsole/vtcon0/name", "(M) frame buffer device")
                    .file("sys/class/vtconsole/vtcon0/bind", "1").folder("sys/bus/platform/devices/serial8250")
                    .file(START, "#!/bin/bash\n" + String.join("\n", lines));
        }

        @Override
        protected Rule rule() {
            return new MissingFramebuffer();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    tree("a console that is not there", tree -> consoles(tree,
                            "echo 0 > /sys/class/vtconsole/vtcon1/bind")),
                    tree("a framebuffer that is not there", tree -> consoles(tree,
                            "echo efi-framebuffer.0 > /sys/bus/platform/drivers/efi-framebuffer/unbind")));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    tree("a console that is there", tree -> consoles(tree,
                            "echo 0 > /sys/class/vtconsole/vtcon0/bind")),
                    tree("a framebuffer that is there", tree -> consoles(tree,
                            "echo efi-framebuffer.0 > /sys/bus/platform/drivers/efi-framebuffer/unbind")
                            .folder("sys/bus/platform/devices/efi-framebuffer.0")),
                    hook("what is there is not shown", START, "echo 0 > /sys/class/vtconsole/vtcon1/bind"),
                    tree("every console, by a variable", tree -> consoles(tree,
                            "for c in /sys/class/vtconsole/*; do echo 0 > \"$c/bind\"; done")));
        }
    }
}
