package org.underpass.rules.guest;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F17: a display property is set that has no effect, or ends the start. */
public final class DisplayPropertyMisused implements Rule {
    private static final RuleInfo INFO = RuleText.of("F17", Severity.WARNING, Basis.SOURCE, Scope.PROFILE)
            .title("a display property is set that has no effect, or ends the start")
            .why("ramfb, xres and yres of a VFIO device belong to a display that QEMU draws: without "
                    + "display=on they do nothing, or QEMU refuses.")
            .cure("Set display=on too, or leave them out.")
            .references("QEMU hw/vfio/pci.c, vfio_realize")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty()) {
            return;
        }
        List<String> raw = vm.get().raw().qemu();
        for (int i = 0; i < raw.size(); i++) {
            String word = raw.get(i);
            boolean wrong = word.startsWith("vfio-pci") && !word.contains("display=on")
                    && (word.contains("ramfb=on") || word.contains("xres=") || word.contains("yres="));
            if (wrong) {
                findings.accept(Finding.of(INFO, "raw.qemu[" + i + "]")
                        .message("an option of QEMU sets up a display that is not on")
                        .at(context.location("raw.qemu[" + i + "]"))
                        .evidence(new Evidence(word, vm.get().fileName()))
                        .fix(new Fix.EditProfile("switch the display on",
                                new ProfileEdit.Set("raw.qemu[" + i + "]", word + ",display=on"))).build());
            }
        }
        for (AssignedDevice device : vm.get().devices()) {
            boolean shown = device.mdev().flatMap(m -> m.display()).filter(d -> d).isPresent();
            if (shown && vm.get().display().guest().viewer().filter(ViewerKind.NONE::equals).isPresent()) {
                findings.accept(Finding.of(INFO, device.path())
                        .message("the picture of " + device.label() + " is shown nowhere: there is no viewer")
                        .at(context.location(device.path() + ".mdev.display"))
                        .evidence(new Evidence("display.guest.viewer is none", vm.get().fileName()))
                        .fix(new Fix.EditProfile("show it in a window",
                                new ProfileEdit.Set("display.guest.viewer", "gtk"))).build());
            }
        }
    }
}
