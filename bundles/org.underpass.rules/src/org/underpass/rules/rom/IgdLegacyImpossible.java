package org.underpass.rules.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.IgdLegacyMode;
import org.underpass.profile.IgdSettings;
import org.underpass.profile.MachineType;
import org.underpass.profile.Rom;
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

/** E08: legacy mode for Intel graphics is asked for and impossible. */
public final class IgdLegacyImpossible implements Rule {
    private static final RuleInfo INFO = RuleText.of("E08", Severity.ERROR, Basis.SOURCE, Scope.PROFILE)
            .title("legacy mode for Intel graphics is asked for and impossible")
            .why("QEMU sets Intel graphics up in legacy mode only on an i440fx machine, at 00:02.0, "
                    + "with a ROM; asked for otherwise, it refuses to start.")
            .cure("Use machine type i440fx and guest address 00:02.0, or switch the legacy mode off "
                    + "(igd.legacyMode: \"off\").")
            .symptoms("IGD legacy mode disabled",
                    "Machine is not i440fx, assigned BDF is not 00:02.0, or device …doesn't support "
                    + "legacy mode")
            .references("QEMU docs/igd-assign.txt",
                    "QEMU hw/vfio/igd.c")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || Given.forXen(context)) {
            return;
        }
        for (AssignedDevice device : vm.get().devices()) {
            if (device.igd().map(IgdSettings::legacyMode).filter(IgdLegacyMode.ON::equals).isEmpty()) {
                continue;
            }
            List<Evidence> wrong = new ArrayList<>();
            if (vm.get().machine().type().filter(MachineType.I440FX::equals).isEmpty()) {
                wrong.add(new Evidence("machine.type is not i440fx", vm.get().fileName()));
            }
            if (device.guestAddress().filter(a -> a.bus() == 0 && a.device() == 2 && a.function() == 0).isEmpty()) {
                wrong.add(new Evidence(device.path() + ".guestAddress is not 00:02.0", vm.get().fileName()));
            }
            if (device.rom().flatMap(Rom::bar).filter(bar -> !bar).isPresent()) {
                wrong.add(new Evidence(device.path() + ".rom.bar is false", vm.get().fileName()));
            }
            if (!wrong.isEmpty()) {
                findings.accept(Finding.of(INFO, device.path())
                        .message("QEMU cannot set " + device.label() + " up in legacy mode in this machine")
                        .at(context.location(device.path() + ".igd.legacyMode"))
                        .evidence(wrong)
                        .fix(new Fix.EditProfile("do without the legacy mode",
                                new ProfileEdit.Set(device.path() + ".igd.legacyMode", "off")),
                                new Fix.EditProfile("use the machine that it needs",
                                        new ProfileEdit.Set("machine.type", "i440fx"))).build());
            }
        }
    }
}
