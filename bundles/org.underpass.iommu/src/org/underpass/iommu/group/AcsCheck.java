package org.underpass.iommu.group;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.underpass.pci.Acs;
import org.underpass.pci.PciAddress;

/**
 * Whether a function keeps its peers apart, in the kernel's eyes.
 *
 * @param function which
 * @param state the answer
 * @param missing the services that no ACS capability offers; empty where one is there, as the kernel takes services
 *     that a capability leaves out for built in
 * @param notEnabled the services that are offered, but not switched on
 * @param quirk the exception that decided, if one did
 * @param why one sentence without the address
 */
public record AcsCheck(PciAddress function, State state, Set<Acs.Service> missing, Set<Acs.Service> notEnabled,
        Optional<AcsQuirk> quirk, String why) {
    public AcsCheck {
        Objects.requireNonNull(function);
        Objects.requireNonNull(why);
        missing = Set.copyOf(missing);
        notEnabled = Set.copyOf(notEnabled);
    }

    /** Answers. */
    public enum State {
        /** Peers are kept apart, or the function has none. */
        ISOLATED,
        /** Peers can reach each other. */
        NOT_ISOLATED,
        /** The dump does not show enough to tell. */
        UNKNOWN
    }

    public boolean isolated() {
        return state == State.ISOLATED;
    }

    /** Short names of services as the kernel's documentation has them, in the order of their bits. */
    static String shortNames(Set<Acs.Service> services) {
        return services.stream().sorted().map(AcsCheck::shortName).collect(Collectors.joining(", "));
    }

    /** {@code SV}, {@code RR}, {@code CR}, {@code UF}, ... */
    public static String shortName(Acs.Service service) {
        return switch (service) {
            case SOURCE_VALIDATION -> "SV";
            case TRANSLATION_BLOCKING -> "TB";
            case P2P_REQUEST_REDIRECT -> "RR";
            case P2P_COMPLETION_REDIRECT -> "CR";
            case UPSTREAM_FORWARDING -> "UF";
            case P2P_EGRESS_CONTROL -> "EC";
            case DIRECT_TRANSLATED_P2P -> "DT";
            case ENHANCED -> "E";
        };
    }
}
