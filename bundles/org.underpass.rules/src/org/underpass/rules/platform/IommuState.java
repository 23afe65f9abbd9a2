package org.underpass.rules.platform;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostIommu.Unit;
import org.underpass.host.HostProcessors.Vendor;
import org.underpass.host.KernelArguments;
import org.underpass.spi.Evidence;

/**
 * What several rules want to know of the host's IOMMU.
 *
 * @param off evidence that the kernel drives no IOMMU; empty where it drives one or where that is not shown
 */
record IommuState(Host host, Optional<Evidence> off) {
    private static final String GROUPS = "sys/kernel/iommu_groups";
    /** Under Xen the hypervisor owns the IOMMU, and Linux neither drives one nor has groups. */
    private static final String XEN = "xen";

    static IommuState of(Host host) {
        return new IommuState(host, isUnderXen(host) ? Optional.empty() : off(host));
    }

    private static Optional<Evidence> off(Host host) {
        Fact<List<Unit>> units = host.iommu().units();
        if (units.value().filter(all -> !all.isEmpty()).isPresent()) {
            return Optional.empty();
        }
        if (!units.isUnknown()) {
            return Optional.of(Evidence.of("the kernel drives no IOMMU", units));
        }
        Fact<List<String>> groups = host.tree().list(GROUPS);
        return groups.value().filter(List::isEmpty)
                .map(none -> Evidence.of("the kernel has made no IOMMU groups", groups));
    }

    static boolean isUnderXen(Host host) {
        return host.programs().hypervisor().value().filter(XEN::equals).isPresent()
                || host.programs().isXenControlDomain().orElse(false);
    }

    /** Whether at least one IOMMU is known to be at work. */
    boolean isOn() {
        return host.iommu().units().value().filter(all -> !all.isEmpty()).isPresent();
    }

    Fact<KernelArguments> arguments() {
        return host.kernel().arguments();
    }

    /** Intel's and AMD's tables are known not to be there. */
    boolean noTable() {
        return List.of("DMAR", "IVRS").stream()
                .allMatch(name -> host.iommu().hasTable(name).value().filter(there -> !there).isPresent());
    }

    /** The signature of the table that firmware is known to have. */
    Optional<String> table() {
        return List.of("DMAR", "IVRS", "IORT", "VIOT").stream()
                .filter(name -> host.iommu().hasTable(name).orElse(false)).findFirst();
    }

    boolean isIntel() {
        return host.processors().vendor().value().filter(Vendor.INTEL::equals).isPresent();
    }

    /** The arguments that switch the IOMMU off. */
    List<KernelArguments.Argument> offArguments() {
        return arguments().value().map(all -> all.all().stream().filter(a -> (a.is("intel_iommu") || a.is("amd_iommu")
                || a.is("iommu")) && lastSwitch(a).filter("off"::equals).isPresent()).toList()).orElse(List.of());
    }

    /** Whether {@code intel_iommu=} switches it on. */
    boolean intelSwitchedOn() {
        return arguments().value().map(all -> all.named("intel_iommu").stream()
                .anyMatch(a -> lastSwitch(a).filter("on"::equals).isPresent())).orElse(false);
    }

    /** The last of the words on and off in an argument's list: the kernel reads them in order. */
    private static Optional<String> lastSwitch(KernelArguments.Argument argument) {
        Optional<String> last = Optional.empty();
        for (String word : argument.value().orElse("").split(",")) {
            if (word.equals("on") || word.equals("off")) {
                last = Optional.of(word);
            }
        }
        return last;
    }
}
