package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.KernelArguments;
import org.underpass.pci.PciFunction;
import org.underpass.rules.Board;
import org.underpass.rules.Chips;
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

/** A09: integrated graphics that the kernel leaves out of its IOMMU. */
public final class GraphicsUnmapped implements Rule {
    private static final RuleInfo INFO = RuleText.of("A09", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the kernel keeps this adapter out of the IOMMU")
            .why("The remapping unit of these integrated adapters is broken, or is switched off by igfx_off, and "
                    + "without it VFIO does not take the adapter.")
            .cure("Drop igfx_off; on a chipset with the defect, give another adapter.")
            .symptoms("Disabling IOMMU for graphics on this chipset")
            .references("Linux drivers/iommu/intel/iommu.c, quirk_iommu_igfx",
                    "Linux Documentation/admin-guide/kernel-parameters.txt, intel_iommu=igfx_off")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : context.assignment().functions()) {
            List<Evidence> reasons = reasons(context.host(), display);
            if (reasons.isEmpty()) {
                continue;
            }
            // A group says that this kernel drives the unit all the same, as kernels did before they knew the defect.
            boolean governed = display.group().isKnown();
            Optional<KernelArguments.Argument> off = argument(context.host());
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .severity(governed ? Severity.WARNING : Severity.ERROR)
                    .message("the kernel keeps " + display.address() + " out of the IOMMU"
                            + (governed ? ", though not yet: it has a group now" : ""))
                    .at(Given.place(context, display.address()))
                    .evidence(reasons);
            off.ifPresent(a -> finding.fix(new Fix.HostChange("drop " + a.token(),
                    Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT, a.token(), "")));
            if (off.isEmpty() || reasons.size() > 1) {
                Board.otherSlot(context.host(), display.address(), "as the chipset's remapping unit is broken")
                        .ifPresent(finding::fix);
            }
            findings.accept(finding.build());
        }
    }

    /** Why the kernel leaves an adapter out; empty where it does not. */
    static List<Evidence> reasons(Host host, HostFunction function) {
        if (function.pci().vendor() != Chips.INTEL || !function.pci().isDisplay()
                || !Board.isOnRootBus(host, function.address())) {
            return List.of();
        }
        List<Evidence> all = new ArrayList<>();
        argument(host).ifPresent(a -> all.add(Evidence.of(a.token(), host.kernel().arguments())));
        host.functions().stream().filter(f -> f.address().domain() == function.address().domain()
                && f.address().bus() == function.address().bus() && isBroken(f.pci())).findFirst()
                .ifPresent(f -> all.add(Evidence.of(Chips.ids(f.pci()) + " is on the kernel's list of chipsets whose "
                        + "graphics it keeps out", f.source("device"))));
        return all;
    }

    private static Optional<KernelArguments.Argument> argument(Host host) {
        return host.kernel().arguments().value().flatMap(all -> all.named("intel_iommu").stream()
                .filter(a -> List.of(a.value().orElse("").split(",")).contains("igfx_off")).findFirst());
    }

    /** Host bridges of G4x, GM45 and QM57, and the adapters of Broadwell (16x2, 16x6, 16xa, 16xb, 16xd, 16xe). */
    private static boolean isBroken(PciFunction pci) {
        int id = pci.device();
        if (pci.vendor() != Chips.INTEL) {
            return false;
        }
        return switch (id) {
            case 0x2a40, 0x2e00, 0x2e10, 0x2e20, 0x2e30, 0x2e40, 0x2e90, 0x0044 -> true;
            default -> (id & 0xffc0) == 0x1600 && pci.isDisplay() && switch (id & 0xf) {
                case 0x2, 0x6, 0xa, 0xb, 0xd, 0xe -> true;
                default -> false;
            };
        };
    }
}
