package org.underpass.hypervisor.kvm;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.pci.PciFunction;

/**
 * The driver that gives a function away: vfio-pci, or a variant of it for a certain card, which the kernel's list of
 * aliases names ({@code vfio_pci:v…d…}, Documentation/driver-api/vfio-pci-device-specific-driver-acceptance).
 *
 * @param name   the driver's name on the bus
 * @param module the module to load
 */
record VfioDriver(String name, String module) {
    private static final VfioDriver PLAIN = new VfioDriver("vfio-pci", "vfio-pci");

    /**
     * The choice for one device.
     *
     * @param main the driver of the function that carries the card's settings
     */
    record Choice(PassedDevice device, VfioDriver main) {
        /** The driver of one of its functions: companions such as audio have no variant. */
        VfioDriver of(PassedFunction function) {
            return device.isMain(function) ? main : PLAIN;
        }
    }

    static Choice of(PassedDevice device, Host host, Report report) {
        String wish = device.entry().driver().orElse("auto");
        if (!wish.equals("auto")) {
            return new Choice(device, named(wish));
        }
        Optional<String> variant = device.functions().stream().filter(device::isMain).findFirst()
                .flatMap(f -> variant(f.host(), host));
        variant.ifPresent(module -> report.info("driver", device.path(), "the variant driver " + module
                + " gives the card away", "the kernel of the host has it for exactly this card"));
        return new Choice(device, variant.map(VfioDriver::named).orElse(PLAIN));
    }

    /** A driver of the kernel registers with dashes, a module is listed with underscores. */
    private static VfioDriver named(String name) {
        return new VfioDriver(name.replace('_', '-'), name);
    }

    private static Optional<String> variant(HostFunction function, Host host) {
        Optional<String> release = host.kernel().release().value().filter(r -> r.matches("[A-Za-z0-9._+~-]+"));
        if (release.isEmpty()) {
            return Optional.empty();
        }
        PciFunction pci = function.pci();
        String prefix = String.format("alias vfio_pci:v%08Xd%08X", pci.vendor(), pci.device());
        return host.tree().read("lib/modules/" + release.get() + "/modules.alias").value()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(prefix)).map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .filter(module -> module.matches("[A-Za-z0-9_-]+")).sorted().findFirst());
    }
}
