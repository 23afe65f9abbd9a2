package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import org.underpass.profile.source.ProfileSource;

/**
 * A kind of device that many machines share, as a {@code *.device.yaml} file describes it: what it matches, and what is
 * known about its functions, ROM, reset, guest and host settings.
 *
 * @param source the text it was read from, with the place of every value
 * @param name name of the kind, formed like that of a machine; empty only in a partial profile
 * @param title free text for people
 * @param match it speaks of a device when one of these matches; at least one
 * @param functions functions that such devices have; empty: not said
 * @param rom its option ROM
 * @param reset ways to reset it
 * @param resetSettings how to reset it where a machine is silent
 * @param guest guest settings
 * @param host host settings
 * @param evidence what founds the profile as a whole
 */
public record DeviceProfile(
        ProfileSource source,
        String name,
        Optional<String> title,
        List<DeviceMatch> match,
        List<FunctionFact> functions,
        Optional<RomFact> rom,
        List<ResetFact> reset,
        ResetSettings resetSettings,
        GuestAdvice guest,
        HostAdvice host,
        List<Evidence> evidence) implements Profile {
    /** Copies the collections; the order of the profile stays. */
    public DeviceProfile {
        match = List.copyOf(match);
        functions = List.copyOf(functions);
        reset = List.copyOf(reset);
        evidence = List.copyOf(evidence);
    }
}
