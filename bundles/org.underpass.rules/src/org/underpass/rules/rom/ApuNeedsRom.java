package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
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

/** E13: graphics of an AMD processor need their ROM from a file. */
public final class ApuNeedsRom implements Rule {
    private static final RuleInfo INFO = RuleText.of("E13", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("graphics of an AMD processor need their ROM from a file")
            .why("Graphics inside a processor have no ROM of their own: firmware keeps it in the ACPI "
                    + "table VFCT, and a guest without it finds no screen.")
            .cure("Take the ROM out of VFCT and name it as rom.file; the guest's firmware also wants a "
                    + "driver (GOP) as ROM of the audio function.")
            .references("https://github.com/isc30/ryzen-gpu-passthrough-proxmox")
            .info();

    private static final int ATI = 0x1002;
    /** Functions of AMD's processors have this vendor id, those of its cards the other. */
    private static final int AMD_PROCESSOR = 0x1022;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
            boolean file = device.entry().flatMap(AssignedDevice::rom).flatMap(Rom::file).isPresent();
            Optional<HostFunction> part = context.host().functions().stream()
                    .filter(f -> f.address().sameSlot(function.address()) && f.pci().vendor() == AMD_PROCESSOR)
                    .findFirst();
            if (function.pci().vendor() == ATI && part.isPresent() && !file && device.entry().isPresent()) {
                Finding.Builder finding = Finding.of(INFO, function.address().toString())
                        .message(function.address() + " is a part of the processor and has no ROM that a guest could "
                                + "read")
                        .at(Given.place(context, function.address()))
                        .evidence(new Evidence(part.get().address() + " in the same slot is a part of the processor",
                                part.get().source("vendor").toString()));
                Fact<Boolean> vfct = context.host().iommu().hasTable("VFCT");
                if (vfct.orElse(false)) {
                    finding.evidence(Evidence.of("firmware keeps the ROM in the table VFCT", vfct));
                }
                findings.accept(finding.fix(new Fix.Manual("take the ROM from /sys/firmware/acpi/tables/VFCT and name "
                        + "it as rom.file", Fix.Manual.Where.PROFILE)).build());
            }
        }
    }
}
