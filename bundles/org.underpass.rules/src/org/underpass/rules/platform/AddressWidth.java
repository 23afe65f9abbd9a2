package org.underpass.rules.platform;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostIommu.Make;
import org.underpass.host.HostIommu.Unit;
import org.underpass.pci.Bar;
import org.underpass.profile.FirmwareType;
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

/** A08: the guest's addresses are wider than what the IOMMU translates. */
public final class AddressWidth implements Rule {
    private static final RuleInfo INFO = RuleText.of("A08", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the guest's addresses are wider than the IOMMU's")
            .why("The guest's firmware places large BARs at the top of its address space, and the IOMMU refuses to map "
                    + "addresses that it cannot translate.")
            .cure("Narrow the guest's addresses to the width of the IOMMU (cpu.physBits).")
            .symptoms("vfio_container_dma_map", "= -22 (Invalid argument)")
            .references("QEMU docs/igd-assign.txt, -22 and host-phys-bits-limit",
                    "Linux drivers/iommu/intel/iommu.h, cap_mgaw")
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
        Host host = context.host();
        OptionalInt said = vm.get().cpu().physBits();
        Fact<Integer> width = host.processors().physicalAddressBits();
        int bits = said.orElse(width.orElse(0));
        for (HostFunction function : bits == 0 ? List.<HostFunction>of() : context.assignment().functions()) {
            Optional<Unit> unit = unitOf(host, function);
            int reach = unit.flatMap(u -> u.capabilities().value()).map(AddressWidth::reach).orElse(64);
            if (reach >= bits) {
                continue;
            }
            // Only what lies high is out of reach: large BARs, or more memory than the IOMMU can address.
            boolean shown = !function.pci().bars().isEmpty();
            boolean high = function.pci().bars().stream().anyMatch(b -> b.kind() == Bar.Kind.MEMORY64)
                    || vm.get().machine().memory() >> Math.min(reach, 62) > 0;
            boolean bios = vm.get().firmware().type().filter(FirmwareType.BIOS::equals).isPresent();
            if (shown && !high) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, function.address().toString())
                    .severity(high && !bios ? Severity.ERROR : Severity.WARNING)
                    .message("the guest's addresses have " + bits + " bits, and the IOMMU of " + function.address()
                            + " translates " + reach)
                    .at(said.isPresent() ? context.location("cpu.physBits")
                            : Given.place(context, function.address()))
                    .evidence(Evidence.of("MGAW, bits 21:16 of the capabilities of " + unit.get().name() + ", is "
                            + (reach - 1), unit.get().capabilities()))
                    .evidence(said.isPresent() ? new Evidence("cpu.physBits is " + bits, vm.get().fileName())
                            : Evidence.of("the processor's addresses have " + bits + " bits, and so have the guest's",
                                    width));
            findings.accept(finding.fix(new Fix.EditProfile("narrow the guest's addresses to " + reach + " bits",
                    new ProfileEdit.Set("cpu.physBits", reach))).build());
        }
    }

    /** VT-d 4.1, 11.4.2: Maximum Guest Address Width, less one. */
    private static int reach(long capabilities) {
        return (int) (capabilities >> 16 & 0x3f) + 1;
    }

    /** The unit that has the function, or the only one there is. */
    private static Optional<Unit> unitOf(Host host, HostFunction function) {
        List<Unit> units = host.iommu().units().orElse(List.of()).stream().filter(u -> u.make() == Make.INTEL).toList();
        Optional<Unit> own = units.stream().filter(u -> u.devices().contains(function.address())).findFirst();
        return own.isPresent() || units.size() != 1 ? own : Optional.of(units.get(0));
    }
}
