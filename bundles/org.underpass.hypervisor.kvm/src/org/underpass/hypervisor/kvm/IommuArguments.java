package org.underpass.hypervisor.kvm;

import java.util.Locale;
import java.util.Set;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostProcessors;
import org.underpass.host.KernelArguments;
import org.underpass.host.KernelConfig;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.pci.PciAddress;

/** Kernel arguments that switch the IOMMU on, and those that stand in the way (admin-guide/kernel-parameters). */
final class IommuArguments {
    private IommuArguments() {
    }

    static void advise(Host host, Set<PciAddress> given, KernelAdvice advice) {
        advice.remove(a -> a.name().equals("amd_iommu") && a.value().filter("on"::equals).isPresent(),
                "amd_iommu has no \"on\": AMD's IOMMU is on by default, and the kernel logs an unknown option");
        advice.remove(a -> a.name().equals("intel_iommu") && a.value().filter("off"::equals).isPresent()
                || a.name().equals("amd_iommu") && a.value().filter("off"::equals).isPresent()
                || a.name().equals("iommu") && a.value().filter("off"::equals).isPresent(),
                "it switches the IOMMU off, and without one nothing can be given away");
        boolean igd = host.functions().stream().filter(f -> given.contains(f.address()))
                .anyMatch(f -> f.pci().vendor() == 0x8086 && f.pci().isDisplay());
        if (igd) {
            advice.remove(a -> a.name().equals("intel_iommu")
                    && a.value().filter(v -> v.contains("igfx_off")).isPresent(),
                    "it takes Intel graphics, which are to be given away, out of the IOMMU's care");
        }
        twins(host, given, advice);
        boolean intel = host.processors().vendor().value().filter(v -> v == HostProcessors.Vendor.INTEL).isPresent();
        boolean working = host.iommu().units().value().map(u -> !u.isEmpty()).orElse(false);
        boolean told = advice.present().values("intel_iommu").stream().anyMatch(v -> v.startsWith("on"));
        if (intel && !told && !working && !unknown("intel_iommu=on", host) && !onByDefault(host)) {
            advice.add("intel_iommu=on", "Intel's IOMMU is off unless it is asked for on this kernel");
        }
    }

    /** An id on the command line that the host's own card has too would take both cards away. */
    private static void twins(Host host, Set<PciAddress> given, KernelAdvice advice) {
        for (KernelArguments.Argument ids : advice.present().named("vfio-pci.ids")) {
            for (HostFunction function : host.functions()) {
                String id = String.format("%04x:%04x", function.pci().vendor(), function.pci().device());
                if (!given.contains(function.address())
                        && ids.value().orElse("").toLowerCase(Locale.ROOT).contains(id)) {
                    advice.remove(a -> a.equals(ids), "it takes " + function.address() + " too, which the host keeps");
                }
            }
        }
    }

    private static boolean onByDefault(Host host) {
        return host.kernel().config().value().map(c -> c.isSet("INTEL_IOMMU_DEFAULT_ON")).orElse(false);
    }

    /** Whether the host's kernel is known to have no such option. */
    static boolean unknown(String token, Host host) {
        if (token.equals("amd_iommu=on")) {
            return true;
        }
        Fact<KernelConfig> config = host.kernel().config();
        return config.value().map(c -> token.startsWith("intel_iommu=") && !c.isSet("INTEL_IOMMU")
                || token.startsWith("amd_iommu=") && !c.isSet("AMD_IOMMU")).orElse(false);
    }
}
