package org.underpass.spi.hypervisor;

import java.util.List;
import org.underpass.host.Host;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Finding;
import org.underpass.spi.quirk.Forecast;

/**
 * Everything that is decided about a machine before a backend renders it.
 *
 * @param profile    the machine
 * @param host       where it is to run; facts such as firmware files and program versions come from here, never from
 *                   the machine on which the build runs
 * @param assignment what it is given of the host; every device is resolved
 * @param forecasts  one for each function that is given away
 * @param findings   what the rules said; none is an error
 */
public record MachinePlan(VmProfile profile, Host host, Assignment assignment, List<Forecast> forecasts,
        List<Finding> findings) {
    public MachinePlan {
        forecasts = List.copyOf(forecasts);
        findings = List.copyOf(findings);
    }
}
