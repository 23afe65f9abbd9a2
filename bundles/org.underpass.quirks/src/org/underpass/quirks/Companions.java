package org.underpass.quirks;

import java.util.ArrayList;
import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;

/**
 * The other functions of a graphics card: audio, USB, and the USB-C port controller. The kernel links their power to
 * function 0 (drivers/pci/quirks.c, pci_create_device_link): they need the adapter in D0, and a reset of the adapter
 * takes them with it.
 */
public final class Companions {
    private static final String SOURCE = "Linux drivers/pci/quirks.c, pci_create_device_link";

    private Companions() {
    }

    /** Adds the companions of a display function, or the display function of a companion. */
    public static void add(Answer answer, HostFunction function, Host host) {
        PciFunction pci = function.pci();
        if (pci.isDisplay() && pci.address().function() == 0) {
            List<String> names = new ArrayList<>();
            for (PciFunction mate : host.topology().slotMates(pci.address())) {
                if (mate.vendor() == pci.vendor() && isCompanion(mate)) {
                    answer.companion(mate.address().function());
                    names.add(mate.address().toString());
                }
            }
            if (!names.isEmpty()) {
                answer.evidence("belongs together with " + String.join(", ", names)
                        + ": the kernel links their power to function 0", SOURCE);
            }
        } else if (isCompanion(pci) && pci.address().function() != 0) {
            host.topology().function(pci.address().withFunction(0))
                    .filter(gpu -> gpu.isDisplay() && gpu.vendor() == pci.vendor())
                    .ifPresent(gpu -> {
                        answer.companion(0);
                        answer.evidence("belongs to the graphics adapter " + gpu.address()
                                + ", which must be in D0 while this is used", SOURCE);
                    });
        }
    }

    private static boolean isCompanion(PciFunction function) {
        return switch (function.classCode() >>> 8) {
            case 0x0403, 0x0c03, 0x0c80 -> true;
            default -> false;
        };
    }
}
