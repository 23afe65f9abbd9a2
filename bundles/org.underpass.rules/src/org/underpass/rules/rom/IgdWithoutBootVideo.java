package org.underpass.rules.rom;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.FirmwareType;
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

/** E10: Intel graphics show nothing before the driver under UEFI. */
public final class IgdWithoutBootVideo implements Rule {
    private static final RuleInfo INFO = RuleText.of("E10", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("Intel graphics show nothing before the driver under UEFI")
            .why("The UEFI firmware that QEMU ships has no code for Intel's OpRegion, so the screen "
                    + "stays dark until the guest's own driver is loaded.")
            .cure("Name a ROM that brings the code (VfioIgdPkg), or wait for the driver.")
            .references("QEMU docs/igd-assign.txt",
                    "QEMU hw/vfio/igd.c",
                    "https://github.com/tianocore/edk2/issues/7301",
                    "https://github.com/tomitamoeko/VfioIgdPkg")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (RomFacts.firmware(context).filter(FirmwareType.UEFI::equals).isEmpty() || Given.forXen(context)) {
            return;
        }
        for (HostFunction function : Igd.given(context)) {
            ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
            boolean file = device.entry().flatMap(AssignedDevice::rom).flatMap(Rom::file).isPresent();
            if (!file) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message(function.address() + " shows nothing in the guest before its driver is loaded")
                        .at(Given.place(context, function.address()))
                        .evidence(new Evidence("Intel graphics, UEFI firmware, no rom.file",
                                function.source("class").toString()))
                        .fix(new Fix.Manual("name a ROM built from VfioIgdPkg as rom.file", Fix.Manual.Where.PROFILE))
                        .build());
            }
        }
    }
}
