package org.underpass.profile;

import java.util.List;
import java.util.Optional;

/**
 * Settings that hosts with such a device want.
 *
 * @param driver VFIO driver
 * @param binding when it is taken
 * @param keepAwake whether it is kept from D3 sleep
 * @param drivers host drivers that hold such devices and must let go
 * @param kernelArguments kernel arguments
 * @param evidence may be empty
 */
public record HostAdvice(
        Optional<String> driver,
        Optional<BindingTime> binding,
        Optional<Boolean> keepAwake,
        List<String> drivers,
        List<String> kernelArguments,
        List<Evidence> evidence) {
    /** Copies the collections; the order of the profile stays. */
    public HostAdvice {
        drivers = List.copyOf(drivers);
        kernelArguments = List.copyOf(kernelArguments);
        evidence = List.copyOf(evidence);
    }
}
