package example.hypervisor;

import java.util.ArrayList;
import java.util.List;
import org.underpass.host.HostFunction;
import org.underpass.spi.hypervisor.Artifact;

/** Takes functions from the host's drivers for VFIO, and gives them back. Addresses need no quotes. */
final class Preparation {
    private Preparation() {
    }

    static List<Artifact> of(List<HostFunction> functions) {
        List<String> take = new ArrayList<>(List.of("modprobe vfio-pci"));
        List<String> giveBack = new ArrayList<>();
        for (HostFunction function : functions) {
            take.addAll(bind(function, "vfio-pci"));
            giveBack.addAll(0, bind(function, ""));
        }
        return List.of(Artifact.script("prepare.sh", "host-prepare", Shell.script(take)),
                Artifact.script("restore.sh", "host-restore", Shell.script(giveBack)));
    }

    /** An empty driver takes the override away, so that the host's own driver is found again. */
    private static List<String> bind(HostFunction function, String driver) {
        String device = "/sys/bus/pci/devices/" + function.address();
        return List.of("echo '" + driver + "' > " + device + "/driver_override",
                "[ ! -e " + device + "/driver ] || echo " + function.address() + " > " + device + "/driver/unbind",
                "echo " + function.address() + " > /sys/bus/pci/drivers_probe");
    }
}
