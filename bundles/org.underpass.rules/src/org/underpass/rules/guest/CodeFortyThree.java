package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Board;
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

/** F05: the Windows driver may refuse to run in a guest. */
public final class CodeFortyThree implements Rule {
    private static final RuleInfo INFO = RuleText.of("F05", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the Windows driver may refuse to run in a guest")
            .why("NVIDIA's drivers before 2021 stop with Code 43 when they see a hypervisor, and "
                    + "those for laptops when they miss the laptop's battery or subsystem ids.")
            .cure("Hide the hypervisor (cpu.hideHypervisor and cpu.vendorId); on laptops also show "
                    + "subsystem ids and a battery table to the guest.")
            .references("https://docs.xcp-ng.org/compute/",
                    "https://github.com/mroboff/vm-curator/issues/71",
                    "https://github.com/marcosscriven/optimus-vfio-docs/issues/2")
            .info();

    private static final int NVIDIA = 0x10de;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.flatMap(VmProfile::os).filter(GuestSystem.WINDOWS::equals).isEmpty()) {
            return;
        }
        boolean hidden = vm.get().cpu().hideHypervisor();
        boolean laptop = Board.isMobile(context.host());
        for (HostFunction function : Given.displays(context)) {
            boolean bare = function.pci().subsystemVendor().orElse(-1) == 0;
            if (function.pci().vendor() != NVIDIA || hidden && !laptop && !bare) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, function.address().toString())
                    .severity(laptop || bare ? Severity.WARNING : Severity.INFO)
                    .message(laptop || bare ? "NVIDIA's driver may stop " + function.address() + " with Code 43"
                            : "drivers of NVIDIA's from before 2021 stop with Code 43: the guest sees that it is one")
                    .at(Given.place(context, function.address()))
                    .evidence(new Evidence("an adapter of NVIDIA's in a Windows guest",
                            function.source("vendor").toString()));
            if (laptop) {
                finding.evidence(Evidence.of("the machine is a laptop", context.host().dmi().chassisType()));
            }
            if (bare) {
                finding.evidence(new Evidence("its subsystem ids are 0", function.source("subsystem_vendor")
                        .toString()));
            }
            if (!hidden) {
                finding.fix(new Fix.EditProfile("hide the hypervisor", new ProfileEdit.Set("cpu.hideHypervisor",
                        true)));
            }
            findings.accept(finding.fix(new Fix.Manual(laptop ? "show the guest a battery (an ACPI table) and the "
                    + "subsystem ids of the laptop" : "install a driver of 2021 or later", Fix.Manual.Where.GUEST))
                    .build());
        }
    }
}
