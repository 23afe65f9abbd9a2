package org.underpass.engine;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.profile.Profile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Location;
import org.underpass.spi.OwnScript;
import org.underpass.spi.quirk.Forecast;
import org.underpass.spi.rule.RuleContext;

/** What a rule sees during one pass. */
record Context(Optional<Host> machine, Optional<Profile> profile, Assignment assignment, Optional<String> backend,
        Optional<ResetForecaster> forecaster, List<OwnScript> scripts) implements RuleContext {
    @Override
    public Host host() {
        return machine.orElseThrow(() -> new IllegalStateException("checked without a host"));
    }

    @Override
    public boolean hasHost() {
        return machine.isPresent();
    }

    @Override
    public Forecast forecast(PciAddress address) {
        return forecaster.orElseThrow(() -> new IllegalStateException("checked without a host")).forecast(address);
    }

    @Override
    public Optional<Location> location(String path) {
        return profile.map(p -> Validation.locate(p, path));
    }
}
