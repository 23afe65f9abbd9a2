package org.underpass.profile;

import java.time.Duration;
import java.util.Optional;

/**
 * How the adapters are switched between host and guest.
 *
 * @param timeout time limit of each step; absent: the default of the engine
 * @param confirmWithin the switch is undone unless confirmed within this time; absent: no confirmation is asked
 * @param displayManager keep by default
 * @param consoles detach by default
 * @param holders refuse by default
 * @param inhibitSleep whether the host is kept from sleeping while the guest owns the card; yes by default
 * @param stopTimeout how long the guest has to power down; absent: the default of the engine
 */
public record SwitchSettings(
        Optional<Duration> timeout,
        Optional<Duration> confirmWithin,
        DisplayManagerAction displayManager,
        ConsoleAction consoles,
        HolderAction holders,
        boolean inhibitSleep,
        Optional<Duration> stopTimeout) {
}
