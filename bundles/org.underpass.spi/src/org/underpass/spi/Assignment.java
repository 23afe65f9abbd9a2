package org.underpass.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;

/**
 * Everything one guest is to have of a host. With a profile it is what the profile gives away; without one it is a
 * single card that is being judged, with all its functions.
 */
public record Assignment(List<ResolvedDevice> devices) {
    public Assignment {
        devices = List.copyOf(devices);
    }

    /** All functions that are given away, in the order of the devices. */
    public List<HostFunction> functions() {
        List<HostFunction> all = new ArrayList<>();
        for (ResolvedDevice device : devices) {
            all.addAll(device.functions());
        }
        return all;
    }

    /** The addresses that are given away, sorted. */
    public Set<PciAddress> addresses() {
        Set<PciAddress> all = new TreeSet<>();
        for (HostFunction function : functions()) {
            all.add(function.address());
        }
        return all;
    }

    /** The device to which a function belongs. */
    public Optional<ResolvedDevice> deviceOf(PciAddress address) {
        return devices.stream()
                .filter(d -> d.functions().stream().anyMatch(f -> f.address().equals(address)))
                .findFirst();
    }
}
