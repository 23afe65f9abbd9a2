package org.underpass.rules.guest;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.Bar;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
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

/** F02: firmware has enlarged the card's memory window. */
public final class EnlargedBar implements Rule {
    private static final RuleInfo INFO = RuleText.of("F02", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("firmware has enlarged the card's memory window")
            .why("Some guests' drivers and firmware do not cope with a BAR that was enlarged before "
                    + "them: the screen goes black when the driver loads.")
            .cure("Have the BAR set to 256 MiB before the start, or switch Resizable BAR off in "
                    + "firmware.")
            .references("https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/22",
                    "https://github.com/Coopydood/ultimate-macOS-KVM/issues/114",
                    "Linux Documentation/ABI/testing/sysfs-bus-pci, resourceN_resize")
            .info();

    /** What cards had before BARs could be resized. */
    private static final long USUAL = 256L << 20;
    private static final long USUAL_BIT = 1L << 8;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        boolean other = Given.machine(context).flatMap(VmProfile::os)
                .filter(os -> os != GuestSystem.MACOS && os != GuestSystem.BSD && os != GuestSystem.OTHER).isPresent();
        for (HostFunction function : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
            for (Bar bar : function.pci().bars()) {
                long sizes = function.resizableBars().value().map(m -> m.getOrDefault(bar.index(), 0L)).orElse(0L);
                boolean chosen = device.entry().filter(e -> e.resizableBar().containsKey(bar.index())).isPresent();
                if (bar.size().orElse(0) > USUAL && (sizes & USUAL_BIT) != 0 && !chosen
                        && device.entry().isPresent()) {
                    findings.accept(Finding.of(INFO, function.address() + " BAR " + bar.index())
                            .severity(other ? Severity.INFO : Severity.WARNING)
                            .message("BAR " + bar.index() + " of " + function.address() + " is "
                                    + Sizes.of(bar.size().getAsLong()) + ", as firmware or the host's driver made it")
                            .at(Given.place(context, device))
                            .evidence(Evidence.of("it could be 256 MiB", function.resizableBars()))
                            .fix(new Fix.EditProfile("have it set to 256 MiB before the start", new ProfileEdit.Set(
                                    device.path() + ".resizableBar." + bar.index(), "256 MiB")),
                                    new Fix.Manual("switch Resizable BAR off in firmware",
                                            Fix.Manual.Where.FIRMWARE)).build());
                }
            }
        }
    }
}
