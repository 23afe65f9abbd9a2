package org.underpass.spi.hypervisor;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.profile.DeviceProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.quirk.Forecast;

/**
 * Everything that is decided about one kind of device before a backend renders its fragments.
 *
 * @param profile    the kind of device
 * @param host       the host it is built for; absent for any host that matches, and then addresses are placeholders
 * @param assignment the devices of the host that match; empty without a host
 * @param forecasts  one for each function; empty without a host
 */
public record DevicePlan(DeviceProfile profile, Optional<Host> host, Assignment assignment,
        List<Forecast> forecasts) {
    public DevicePlan {
        forecasts = List.copyOf(forecasts);
    }
}
