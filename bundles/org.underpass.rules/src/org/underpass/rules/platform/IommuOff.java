package org.underpass.rules.platform;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.KernelArguments;
import org.underpass.host.KernelConfig;
import org.underpass.rules.Given;
import org.underpass.rules.Logged;
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

/** A01: no IOMMU is at work. */
public final class IommuOff implements Rule {
    private static final RuleInfo INFO = RuleText.of("A01", Severity.ERROR, Basis.THREADS, Scope.HOST)
            .title("no IOMMU is at work")
            .why("Without an IOMMU a device given to a guest could read and write all of the host's memory, so VFIO "
                    + "refuses.")
            .cure("Switch VT-d or AMD-Vi on in firmware; where firmware has it on, switch it on in the kernel.")
            .symptoms("no iommu_group found: No such file or directory",
                    "VFIO device assignment is currently not supported on this system",
                    "probe with driver vfio-pci failed with error -22", "host doesn't support passthrough of host PCI "
                    + "devices", "returns all ones", "passthrough not supported on this platform",
                    "libxl__device_pci_assignable_add: failed to quarantine")
            .references("https://github.com/foxlet/macOS-Simple-KVM/issues/143",
                    "https://github.com/foxlet/macOS-Simple-KVM/issues/579",
                    "https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/30",
                    "https://github.com/geerlingguy/raspberry-pi-pcie-devices/issues/754",
                    "https://github.com/openshift/sriov-network-operator/issues/162")
            .info();

    /** The kernel's words for registers that do not answer (Linux, drivers/iommu/intel/dmar.c). */
    private static final String ALL_ONES = "returns all ones";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (Given.nothing(context)) {
            return;
        }
        IommuState state = IommuState.of(context.host());
        if (state.off().isPresent()) {
            findings.accept(machine(state, state.off().get()));
        } else if (state.isOn()) {
            for (HostFunction function : context.assignment().functions()) {
                // Why the kernel leaves a graphics adapter out, A09 says.
                if (function.group().isAbsent() && GraphicsUnmapped.reasons(context.host(), function).isEmpty()) {
                    findings.accept(function(context, state, function));
                }
            }
        }
    }

    private static Finding machine(IommuState state, Evidence off) {
        Host host = state.host();
        Finding.Builder finding = Finding.of(INFO, "host").evidence(off);
        Optional<Evidence> dead = Logged.find(host, ALL_ONES);
        dead.ifPresent(finding::evidence);
        if (dead.isPresent()) {
            finding.message("no IOMMU is at work: its registers do not answer");
            return finding.fix(new Fix.Manual("update firmware, or switch VT-d off and on again there",
                    Fix.Manual.Where.FIRMWARE)).build();
        }
        if (state.noTable()) {
            finding.message("no IOMMU is at work: firmware describes none")
                    .evidence(Evidence.of("there is neither a DMAR nor an IVRS table", host.iommu().tableNames()));
            boolean able = host.processors().virtualization().orElse(true);
            if (!able) {
                finding.evidence(Evidence.of("the processor has neither vmx nor svm among its flags",
                        host.processors().virtualization()));
            }
            return able ? finding.fix(firmware(state)).build() : finding.build();
        }
        Optional<String> table = state.table();
        table.ifPresent(name -> finding.evidence(
                Evidence.of("firmware has a table " + name, host.iommu().hasTable(name))));
        finding.message(table.isPresent() ? "no IOMMU is at work although firmware has one: the kernel leaves it off"
                : "no IOMMU is at work");
        if (table.isEmpty()) {
            finding.fix(firmware(state));
        }
        kernel(state, finding);
        return finding.build();
    }

    private static void kernel(IommuState state, Finding.Builder finding) {
        for (KernelArguments.Argument argument : state.offArguments()) {
            finding.evidence(Evidence.of(argument.token(), state.arguments()))
                    .fix(new Fix.HostChange("drop " + argument.token(), Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT,
                            argument.token(), ""));
        }
        boolean intel = state.table().map("DMAR"::equals).orElse(state.isIntel());
        if (!state.offArguments().isEmpty()) {
            return;
        }
        Optional<KernelConfig> config = state.host().kernel().config().value();
        String option = intel ? "INTEL_IOMMU" : "AMD_IOMMU";
        if (state.table().isPresent() && config.filter(c -> !c.isSet(option)).isPresent()) {
            finding.evidence(Evidence.of("CONFIG_" + option + " is not set", config.get().source(option)))
                    .fix(new Fix.Manual("use a kernel that is built with CONFIG_" + option,
                            Fix.Manual.Where.HOST));
        } else if (intel && !state.intelSwitchedOn()) {
            finding.fix(new Fix.HostChange("switch the IOMMU on in the kernel",
                    Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "intel_iommu", "on"));
        } else {
            finding.fix(new Fix.Manual("look into the kernel's log for DMAR or AMD-Vi: it says why the IOMMU stays off",
                    Fix.Manual.Where.HOST));
        }
    }

    private static Fix firmware(IommuState state) {
        String name = state.isIntel() ? "VT-d" : "the IOMMU (VT-d, AMD-Vi or SVM)";
        return new Fix.Manual("switch " + name + " on in firmware", Fix.Manual.Where.FIRMWARE);
    }

    /** An IOMMU is at work, but not for this function. */
    private static Finding function(RuleContext context, IommuState state, HostFunction function) {
        return Finding.of(INFO, function.address().toString())
                .message("no IOMMU governs " + function.address() + ": the kernel has put it into no group")
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of("no iommu_group, although others have one", function.group()),
                        Evidence.of("IOMMUs are at work", state.host().iommu().units()))
                .fix(new Fix.Manual("use a device behind an IOMMU, or update firmware, whose table leaves this one out",
                        Fix.Manual.Where.FIRMWARE))
                .build();
    }
}
