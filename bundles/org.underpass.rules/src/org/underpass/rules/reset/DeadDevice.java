package org.underpass.rules.reset;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.ConfigSpace;
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

/** D12: the device answers nothing any more. */
public final class DeadDevice implements Rule {
    private static final RuleInfo INFO = RuleText.of("D12", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the device is dead until the next power cycle")
            .why("All of its configuration space reads as ones: the device has left the bus, mostly after a reset "
                    + "that failed, and no driver can use it.")
            .cure("Switch the machine off, not only restart it; a suspend to RAM revives some cards.")
            .symptoms("Unknown PCI header type '127'", "Unknown PCI header type 127")
            .references("https://github.com/inga-lovinde/RadeonResetBugFix/issues/5",
                    "https://github.com/amd/MxGPU-Virtualization/issues/25")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            Optional<ConfigSpace> config = function.pci().config();
            // What sleeps in D3cold reads as ones too and is not dead; see D11.
            boolean asleep = function.powerState().value().filter("D3cold"::equals).isPresent()
                    || function.runtimeStatus().value().filter("suspended"::equals).isPresent();
            if (config.isEmpty() || asleep || function.physfn().isKnown() || !isAllOnes(config.get())) {
                continue;
            }
            findings.accept(Finding.of(INFO, function.address().toString())
                    .message(function.address() + " does not answer: its configuration space is all ones")
                    .at(Given.place(context, function.address()))
                    .evidence(Evidence.of("the vendor id reads ffff, and the header type 7f",
                            Provenance.offset(function.source("config").file(), 0)))
                    .fix(new Fix.Manual("switch the machine off and on again", Fix.Manual.Where.HARDWARE),
                            new Fix.Manual("remove the device from the bus, suspend the host to RAM for a moment and "
                                    + "scan again", Fix.Manual.Where.HOST))
                    .build());
        }
    }

    /** The header's fixed fields; a virtual function's ids read as ones by the specification and are not meant. */
    private static boolean isAllOnes(ConfigSpace config) {
        return config.has(0, 16) && config.u32(0) == 0xffffffffL && config.u32(4) == 0xffffffffL
                && config.u32(8) == 0xffffffffL && config.u32(12) == 0xffffffffL;
    }
}
