package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostIommu.Make;
import org.underpass.host.HostIommu.Unit;
import org.underpass.host.KernelArguments;
import org.underpass.host.KernelConfig;
import org.underpass.host.Provenance;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.Logged;
import org.underpass.rules.ModuleParameters;
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

/** A05: the IOMMU is at work, but interrupts are not remapped. */
public final class NoInterruptRemapping implements Rule {
    private static final RuleInfo INFO = RuleText.of("A05", Severity.ERROR, Basis.SOURCE, Scope.HOST)
            .title("interrupts are not remapped")
            .why("A guest could send any interrupt to the host, so VFIO refuses unless it is told to accept that.")
            .cure("Switch interrupt remapping (or x2APIC) on in firmware; or accept unsafe interrupts knowingly, for "
                    + "guests that are trusted.")
            .symptoms("No interrupt remapping support", "Failed to set iommu for container: Operation not permitted",
                    "allow_unsafe_interrupts")
            .references("Linux drivers/vfio/vfio_iommu_type1.c", "Unraid documentation, unsafe interrupts",
                    "Proxmox VE documentation, PCI passthrough")
            .info();

    private static final String MODULE = "vfio_iommu_type1";
    private static final String PARAMETER = "allow_unsafe_interrupts";
    /** IR, bit 3 of VT-d's Extended Capability Register (VT-d 4.1, 11.4.3). */
    private static final long ECAP_IR = 1 << 3;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        if (Given.nothing(context) || IommuState.isUnderXen(host) || !IommuState.of(host).isOn() || works(host)) {
            return;
        }
        List<Evidence> reasons = reasons(host);
        if (reasons.isEmpty()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host").evidence(reasons);
        Optional<Evidence> accepted = accepted(context, host);
        if (accepted.isPresent()) {
            findings.accept(finding.severity(Severity.INFO).evidence(accepted.get())
                    .message("interrupts are not remapped, which is accepted knowingly")
                    .why("A guest with a device of its own can send any interrupt to the host.").build());
            return;
        }
        finding.message("interrupts of devices are not remapped");
        offArguments(host).forEach(a -> finding.fix(new Fix.HostChange("drop " + a.token(),
                Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT, a.token(), "")));
        finding.fix(new Fix.Manual("switch interrupt remapping or x2APIC on in firmware, or update it",
                Fix.Manual.Where.FIRMWARE));
        if (Given.machine(context).isPresent()) {
            finding.fix(new Fix.EditProfile("accept unsafe interrupts, for a guest that is trusted",
                    new ProfileEdit.Set("preparation.unsafeInterrupts", true)));
        }
        findings.accept(finding.fix(new Fix.HostChange("accept unsafe interrupts, for guests that are trusted",
                Fix.HostChange.Kind.MODPROBE, MODULE, "options " + MODULE + " " + PARAMETER + "=1")).build());
    }

    /** The kernel says that it remaps, whatever tables promise. */
    private static boolean works(Host host) {
        return Logged.find(host, "Enabled IRQ remapping").isPresent()
                || Logged.find(host, "AMD-Vi: Interrupt remapping enabled").isPresent();
    }

    private static List<Evidence> reasons(Host host) {
        List<Evidence> all = new ArrayList<>();
        for (KernelArguments.Argument argument : offArguments(host)) {
            all.add(Evidence.of(argument.token(), host.kernel().arguments()));
        }
        if (host.iommu().table("DMAR") instanceof Fact.Known<AcpiTable> known
                && RemappingTable.decode(known.it()) instanceof RemappingTable.Dmar dmar
                && known.it().bytes().length > 37 && !dmar.interruptRemapping()) {
            all.add(Evidence.of("the DMAR table's flag INTR_REMAP is 0", Provenance.offset(known.source().file(), 37)));
        }
        for (Unit unit : host.iommu().units().orElse(List.of())) {
            if (unit.make() == Make.INTEL && unit.extended().value().filter(e -> (e & ECAP_IR) == 0).isPresent()) {
                all.add(Evidence.of("bit 3 (interrupt remapping) of the extended capabilities of " + unit.name()
                        + " is 0", unit.extended()));
            }
        }
        Fact<KernelConfig> config = host.kernel().config();
        boolean x86 = host.iommu().units().orElse(List.of()).stream()
                .anyMatch(u -> u.make() == Make.INTEL || u.make() == Make.AMD);
        if (x86 && config.value().filter(c -> !c.isSet("IRQ_REMAP")).isPresent()) {
            all.add(Evidence.of("CONFIG_IRQ_REMAP is not set", config.value().get().source("IRQ_REMAP")));
        }
        Logged.find(host, "Disabling interrupt remapping").ifPresent(all::add);
        return all;
    }

    private static List<KernelArguments.Argument> offArguments(Host host) {
        return host.kernel().arguments().value().map(all -> all.all().stream()
                .filter(a -> a.is("nointremap") || a.is("intremap") && a.value().filter("off"::equals).isPresent())
                .toList()).orElse(List.of());
    }

    private static Optional<Evidence> accepted(RuleContext context, Host host) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.filter(v -> v.preparation().unsafeInterrupts()).isPresent()) {
            return Optional.of(new Evidence("preparation.unsafeInterrupts is true", vm.get().fileName()));
        }
        return ModuleParameters.set(host, MODULE, PARAMETER);
    }
}
