package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.Rom;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** E07: QEMU may not read the ROM file. */
public final class RomNotReadable implements Rule {
    private static final RuleInfo INFO = RuleText.of("E07", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("QEMU may not read the ROM file")
            .why("Under libvirt QEMU runs as a user of its own and behind AppArmor or SELinux; a ROM "
                    + "file that it may not read ends the start at once.")
            .cure("Put the file where guests' firmware lies, such as /usr/share/vgabios, readable by "
                    + "all.")
            .symptoms("failed to find romfile",
                    "Could not open option rom",
                    "romfile…: Permission denied")
            .references("https://github.com/doneal/KVM-GPU-Passthrough/issues/14",
                    "https://gitlab.com/risingprismtv/single-gpu-passthrough/-/wikis/home")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        boolean root = context.host().programs().libvirtSettings("qemu.conf").value()
                .filter(s -> s.containsKey("user") && s.get("user").value().equals("root")).isPresent();
        for (ResolvedDevice device : context.assignment().devices()) {
            Optional<String> file = device.entry().flatMap(AssignedDevice::rom).flatMap(Rom::file);
            if (file.isEmpty() || Given.forXen(context)) {
                continue;
            }
            String path = file.get().replaceFirst("^/+", "");
            Fact<Integer> mode = context.host().tree().mode(path);
            boolean closed = mode.value().filter(m -> (m & 0004) == 0).isPresent() && !root;
            boolean home = path.startsWith("root/") || path.startsWith("home/");
            if (closed || home) {
                Finding.Builder finding = Finding.of(INFO, device.path())
                        .severity(closed ? Severity.ERROR : Severity.WARNING)
                        .message(closed ? "others than its owner may not read " + file.get()
                                : file.get() + " lies in somebody's home, where libvirt's QEMU is not let in")
                        .at(Given.place(context, device, "rom.file"));
                finding.evidence(closed ? Evidence.of("its mode is 0" + Integer.toOctalString(mode.orElse(0)), mode)
                        : new Evidence("rom.file is " + file.get(), device.path()));
                findings.accept(finding.fix(new Fix.Manual("move it to /usr/share/vgabios and let all read it (chmod "
                        + "644)", Fix.Manual.Where.HOST)).build());
            }
        }
    }
}
