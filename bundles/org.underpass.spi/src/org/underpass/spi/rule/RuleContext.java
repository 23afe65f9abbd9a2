package org.underpass.spi.rule;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.profile.Profile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Location;
import org.underpass.spi.OwnScript;
import org.underpass.spi.quirk.Forecast;

/**
 * What a rule may look at. Implemented by the product (a provider type: it may gain methods).
 */
public interface RuleContext {
    /**
     * The machine. Facts are read when first asked for and cached.
     *
     * @throws IllegalStateException when there is none; cannot happen for scope HOST and ASSIGNMENT
     */
    Host host();

    /** Whether there is a machine: a profile can be checked without one. */
    boolean hasHost();

    /** The profile; absent when a card is being judged without one. */
    Optional<Profile> profile();

    /** What the guest is to have; empty for a pure look at a host. */
    Assignment assignment();

    /** The id of the backend that the profile is checked for, where one was chosen. */
    Optional<String> backend();

    /** How a function of the host would reset, quirks included. Computed once for each function, then cached. */
    Forecast forecast(PciAddress address);

    /**
     * Scripts of the owner's: those that libvirt runs around this guest on the host, those that the profile names, or
     * the one that is checked by itself. Empty when a card is being judged.
     */
    List<OwnScript> scripts();

    /**
     * The place in the profile of a path such as {@code devices[0].address}; where the path itself is not written
     * there, the nearest enclosing one. Absent without a profile.
     */
    Optional<Location> location(String path);
}
