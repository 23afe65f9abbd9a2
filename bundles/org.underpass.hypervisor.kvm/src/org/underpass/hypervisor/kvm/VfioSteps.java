package org.underpass.hypervisor.kvm;

import java.util.List;
import java.util.Set;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.host.DeviceSteps;
import org.underpass.hypervisor.machine.host.HostStep;
import org.underpass.profile.Mdev;

/** The steps that give one device to VFIO. */
final class VfioSteps {
    private final PassedDevice device;
    private final VfioDriver.Choice driver;
    private final DeviceSteps common;

    VfioSteps(PassedDevice device, VfioDriver.Choice driver, boolean keepAwake, Host host) {
        this.device = device;
        this.driver = driver;
        common = new DeviceSteps(device, keepAwake, host);
    }

    /** The steps that other backends need too. */
    DeviceSteps common() {
        return common;
    }

    /** Modules to load. */
    void drivers(Set<String> modules) {
        for (PassedFunction function : common.bound()) {
            modules.add(driver.of(function).module());
        }
    }

    /** Virtual functions and mediated devices. */
    void making(List<HostStep> steps) {
        common.functions(steps);
        device.entry().mdev().filter(mdev -> mdev.type().isPresent()).ifPresent(mdev -> mediated(mdev, steps));
    }

    private void mediated(Mdev mdev, List<HostStep> steps) {
        for (PassedFunction function : device.functions()) {
            String uuid = function.mdev().orElseThrow().toString();
            steps.add(new HostStep("make a mediated device of " + function.address(),
                    List.of("mediate", function.address().toString(), mdev.type().orElse(""), uuid),
                    List.of("unmediate", uuid)));
        }
    }

    /** Taking each function from its driver, BAR sizes while it has none, and binding it to VFIO. */
    void taking(List<HostStep> steps) {
        for (PassedFunction function : common.bound()) {
            String address = function.address().toString();
            String vfio = driver.of(function).name();
            HostFunction now = function.host();
            List<String> back = List.of("give_back_to_any", address);
            String held = "whatever holds it";
            if (function.virtual()) {
                back = List.of("give_back", address, "", "");
                held = "the host";
            } else if (!now.driver().isUnknown()) {
                back = List.of("give_back", address, now.driver().orElse(""), now.driverOverride().orElse(""));
                held = now.driver().value().orElse("no driver");
            }
            steps.add(new HostStep("take " + address + " from " + held, List.of("detach", address, vfio), back));
            if (device.isMain(function)) {
                common.resize(now, steps);
            }
            steps.add(new HostStep("give " + address + " to " + vfio, List.of("attach", address, vfio),
                    List.of("release", address, vfio)));
        }
    }
}
