package org.underpass.rules.guest;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.pci.Bar;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F01: the cards' memory does not fit below the guest's address width. */
public final class MmioWindow implements Rule {
    private static final RuleInfo INFO = RuleText.of("F01", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the window for 64-bit BARs is too small")
            .why("The guest's firmware keeps an eighth of the guest's address space for large BARs, and a card that "
                    + "does not fit is left out or hangs the start.")
            .cure("Ask firmware for a larger window (firmware.mmio64Window), or give the guest wider addresses.")
            .symptoms("can't assign; no space")
            .references("https://github.com/tianocore/edk2/issues/12997",
                    "https://github.com/tianocore/edk2/issues/9932", "https://github.com/LekKit/RVVM/issues/197",
                    "https://github.com/canonical/lxd/issues/14381")
            .info();

    /** Of OVMF before it took the address width into account. */
    private static final long FIXED_WINDOW = 32L << 30;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || Given.forXen(context)
                || vm.get().firmware().type().filter(FirmwareType.BIOS::equals).isPresent()) {
            return;
        }
        long need = need(context);
        OptionalLong asked = vm.get().firmware().mmio64Window();
        Fact<Integer> width = context.host().processors().physicalAddressBits();
        int bits = vm.get().cpu().physBits().orElse(width.orElse(0));
        long window = asked.orElse(bits > 3 && bits < 64 ? 1L << bits - 3 : Long.MAX_VALUE);
        boolean old = asked.isEmpty() && need >= FIXED_WINDOW;
        if (need <= window && !old) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "firmware.mmio64Window")
                .severity(need > window ? Severity.ERROR : Severity.WARNING)
                .message("the BARs need " + Sizes.of(need) + ", and " + (need > window
                        ? "the window for them has " + Sizes.of(window)
                        : "OVMF from before 2022 keeps a window of " + Sizes.of(FIXED_WINDOW) + " for them"))
                .at(context.location("firmware.mmio64Window"));
        finding.evidence(asked.isPresent() ? new Evidence("firmware.mmio64Window is " + Sizes.of(window),
                        vm.get().fileName())
                : vm.get().cpu().physBits().isPresent() ? new Evidence("cpu.physBits is " + bits, vm.get().fileName())
                : Evidence.of(bits > 0 ? "addresses have " + bits + " bits" : "the width of addresses is not shown",
                        width));
        for (HostFunction function : context.assignment().functions()) {
            long own = need(function);
            if (own > 0) {
                finding.evidence(Evidence.of("64-bit BARs of " + function.address() + ": " + Sizes.of(own),
                        function.source("resource")));
            }
        }
        findings.accept(finding.fix(new Fix.EditProfile("ask firmware for a window of " + Sizes.of(2 * need),
                new ProfileEdit.Set("firmware.mmio64Window", (2 * need >> 30) + " GiB"))).build());
    }

    private static long need(RuleContext context) {
        return powerOfTwo(context.assignment().functions().stream().mapToLong(MmioWindow::need).sum());
    }

    private static long need(HostFunction function) {
        return function.pci().bars().stream().filter(bar -> bar.kind() == Bar.Kind.MEMORY64)
                .mapToLong(bar -> Math.min(bar.size().orElse(0), 1L << 56)).sum();
    }

    /** BARs are aligned to their size, so a window has to be as large as the next power of two. */
    private static long powerOfTwo(long bytes) {
        long power = Long.highestOneBit(bytes);
        return power == bytes ? bytes : power << 1;
    }
}
