package org.underpass.hypervisor.machine;

import java.util.List;
import org.underpass.profile.AssignedDevice;

/**
 * One device that is given away, with its place in the guest.
 *
 * @param id        short, unique within the machine, for QEMU: {@code passed0}
 * @param entry     what the profile says of it
 * @param label     what people call it
 * @param functions in the order of their guest functions; at least one
 */
public record PassedDevice(String id, AssignedDevice entry, String label, List<PassedFunction> functions) {
    public PassedDevice {
        functions = List.copyOf(functions);
    }

    /** Where it stands in the profile. */
    public String path() {
        return entry.path();
    }

    /** The id of one of its functions: that of the device, with the function where there are several. */
    public String id(PassedFunction function) {
        return functions.size() == 1 ? id : id + "f" + functions.indexOf(function);
    }

    /** Whether this is the function that carries the settings of the card: the display, else the first. */
    public boolean isMain(PassedFunction function) {
        return function.equals(functions.stream().filter(f -> f.host().pci().isDisplay()).findFirst()
                .orElse(functions.get(0)));
    }
}
