package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.AdvancedFeatures;
import org.underpass.pci.Capability;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PowerManagement;
import org.underpass.spi.Evidence;

/**
 * The kernel's reset methods of one function: its own list where the source shows it (Linux 5.15 and newer), else
 * what its config space promises, by the same tests as the kernel (drivers/pci/pci.c, pcie_reset_flr,
 * pci_af_flr, pci_pm_reset).
 *
 * @param names    in the kernel's order
 * @param known    whether the list is complete
 * @param evidence where it comes from
 */
record KernelMethods(List<String> names, boolean known, Evidence evidence) {
    static KernelMethods of(HostFunction function, Host host) {
        Fact<List<String>> listed = function.resetMethods();
        if (listed.isUnknown()) {
            return fromConfig(function, listed);
        }
        List<String> names = listed.orElse(List.of());
        String seen = listed.isAbsent() ? "the kernel offers no reset for " + function.address()
                : names.isEmpty() ? "the kernel lists no reset method"
                : "the kernel lists " + String.join(" ", names);
        return new KernelMethods(names, true, Evidence.of(seen, listed));
    }

    private static KernelMethods fromConfig(HostFunction function, Fact<?> listed) {
        if (function.pci().coverage() == CapabilityCoverage.NONE) {
            return new KernelMethods(List.of(), false, Evidence.of("neither the kernel's reset methods nor the "
                    + "capabilities of " + function.address() + " are shown", listed));
        }
        List<String> names = new ArrayList<>();
        for (Capability capability : function.pci().capabilities()) {
            if (capability instanceof PciExpress express && express.functionLevelReset()) {
                names.add("flr");
            } else if (capability instanceof AdvancedFeatures advanced && advanced.functionLevelReset()) {
                names.add("af_flr");
            } else if (capability instanceof PowerManagement power && !power.noSoftReset()) {
                names.add("pm");
            }
        }
        names.sort((a, b) -> Integer.compare(order(a), order(b)));
        return new KernelMethods(names, true, new Evidence("config space offers "
                + (names.isEmpty() ? "no function-level reset" : String.join(" ", names)),
                "config space of " + function.address()));
    }

    private static int order(String name) {
        return List.of("device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus").indexOf(name);
    }
}
