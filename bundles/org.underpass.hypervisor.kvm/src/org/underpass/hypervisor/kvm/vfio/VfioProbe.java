package org.underpass.hypervisor.kvm.vfio;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.underpass.pci.PciAddress;

/**
 * Tells what VFIO says of functions that are bound to vfio-pci, one line a fact, for the lab and for people with a
 * puzzle: {@code VfioProbe [--reset] [--hot-reset] ADDRESS...}. Ends with status 7 where the kernel refuses.
 */
public final class VfioProbe {
    private static final int USAGE = 2;
    private static final int REFUSED = 7;

    private VfioProbe() {
    }

    /** The program. */
    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        List<String> addresses = arguments.stream().filter(a -> !a.startsWith("--")).toList();
        if (addresses.isEmpty()) {
            err.println("VfioProbe: name a PCI address, such as 0000:01:00.0");
            return USAGE;
        }
        int status = 0;
        for (String word : addresses) {
            PciAddress address = PciAddress.tryParse(word).orElse(null);
            if (address == null) {
                err.println("VfioProbe: '" + word + "' is no PCI address");
                return USAGE;
            }
            try {
                probe(address, arguments, out);
            } catch (VfioException failure) {
                err.println("VfioProbe: " + failure.getMessage());
                status = REFUSED;
            }
        }
        return status;
    }

    private static void probe(PciAddress address, List<String> arguments, PrintStream out) throws VfioException {
        try (VfioDevice device = VfioDevice.open(address)) {
            VfioDeviceInfo info = device.info();
            out.println(address + " resettable " + info.resettable() + ", " + info.regions() + " regions, "
                    + info.interrupts() + " kinds of interrupt");
            for (VfioRegion region : device.regions()) {
                out.println(address + " " + region.name() + ": " + region.size() + " bytes"
                        + (region.readable() ? ", read" : "") + (region.writable() ? ", write" : "")
                        + (region.mappable() ? ", map" : ""));
            }
            out.printf("%s config space says %04x:%04x%n", address, device.config().u16(0), device.config().u16(2));
            try {
                for (VfioVictim victim : device.hotResetVictims()) {
                    out.println(address + " hot reset hits " + victim.address() + " of group " + victim.group());
                }
            } catch (VfioException none) {
                out.println(address + " has no hot reset: " + none.getMessage());
            }
            if (arguments.contains("--reset")) {
                device.reset();
                out.println(address + " was reset");
            }
            if (arguments.contains("--hot-reset")) {
                device.hotReset();
                out.println(address + " was reset with its bus");
            }
        }
    }
}
