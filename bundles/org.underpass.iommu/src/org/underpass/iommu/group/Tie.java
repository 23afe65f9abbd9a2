package org.underpass.iommu.group;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.underpass.pci.Acs;
import org.underpass.pci.PciAddress;

/** A reason for which two functions cannot be kept apart. The order of the two has no meaning. */
public sealed interface Tie {

    PciAddress from();

    PciAddress to();

    /** False where the dump does not show enough, and the tie may not be there. */
    boolean certain();

    /** A short name for JSON: {@code missing-acs}, {@code dma-alias}, ... */
    String kind();

    /** One sentence for people, with addresses. */
    String sentence();

    /** The port, bridge or function whose lack of isolation ties, where there is one. */
    default Optional<PciAddress> culprit() {
        return Optional.empty();
    }

    /** Whether the tie is between these two, in any order. */
    default boolean joins(PciAddress one, PciAddress other) {
        return from().equals(one) && to().equals(other) || from().equals(other) && to().equals(one);
    }

    /**
     * A function is tied to the bridge above it, because a port on the way to the root does not keep peers apart.
     *
     * @param from the function
     * @param to the bridge directly above it
     * @param port the port on the way up that fails, seen from the function; may be the bridge itself
     */
    record MissingAcs(PciAddress from, PciAddress to, AcsCheck port) implements Tie {
        public MissingAcs {
            Objects.requireNonNull(port);
        }

        /** Services of which the port has no trace. */
        public Set<Acs.Service> missingCapability() {
            return port.missing();
        }

        /** Services that the port offers, but that are off. */
        public Set<Acs.Service> notEnabled() {
            return port.notEnabled();
        }

        @Override
        public boolean certain() {
            return port.state() == AcsCheck.State.NOT_ISOLATED;
        }

        @Override
        public String kind() {
            return "missing-acs";
        }

        @Override
        public Optional<PciAddress> culprit() {
            return Optional.of(port.function());
        }

        @Override
        public String sentence() {
            String lack = port.missing().isEmpty() ? "" : " (missing: " + AcsCheck.shortNames(port.missing()) + ")";
            return certain() ? "port " + port.function() + " above " + from + " " + port.why() + lack
                    : "whether port " + port.function() + " above " + from + " keeps peers apart is not known: "
                            + port.why();
        }
    }

    /**
     * A function sits behind a conventional bridge, which passes its requests on under another requester id.
     *
     * @param from the function
     * @param to the bridge
     * @param why what kind of bridge
     */
    record ConventionalBridge(PciAddress from, PciAddress to, boolean certain, String why) implements Tie {
        @Override
        public String kind() {
            return "conventional-bridge";
        }

        @Override
        public Optional<PciAddress> culprit() {
            return Optional.of(to);
        }

        @Override
        public String sentence() {
            return certain ? from + " is behind " + to + ", " + why
                    + ": the IOMMU sees one requester id for all of that bus"
                    : "whether " + to + " above " + from + " is a conventional bridge is not known: " + why;
        }
    }

    /**
     * A function does DMA under the requester id of another.
     *
     * @param from the function
     * @param to the function whose id it uses
     * @param why where that is known from
     */
    record DmaAlias(PciAddress from, PciAddress to, String why) implements Tie {
        @Override
        public boolean certain() {
            return true;
        }

        @Override
        public String kind() {
            return "dma-alias";
        }

        @Override
        public Optional<PciAddress> culprit() {
            return Optional.of(from);
        }

        @Override
        public String sentence() {
            return from + " does DMA under the requester id of " + to + ": " + why;
        }
    }

    /**
     * Two functions of one device, neither of which keeps the other out.
     *
     * @param one what is known of {@code from}
     * @param other what is known of {@code to}
     */
    record MultifunctionSlot(AcsCheck one, AcsCheck other) implements Tie {
        @Override
        public PciAddress from() {
            return one.function();
        }

        @Override
        public PciAddress to() {
            return other.function();
        }

        @Override
        public boolean certain() {
            return one.state() == AcsCheck.State.NOT_ISOLATED && other.state() == AcsCheck.State.NOT_ISOLATED;
        }

        @Override
        public String kind() {
            return "multifunction-slot";
        }

        @Override
        public String sentence() {
            String what = certain() ? "" : "whether they keep each other out is not known: ";
            return from() + " and " + to() + " are functions of one device; " + what + from() + " " + one.why() + ", "
                    + to() + " " + other.why();
        }
    }

    /**
     * A function behind Intel's Volume Management Device, which does DMA under that device's requester id.
     *
     * @param from the function
     * @param to the volume management device
     */
    record VolumeManagement(PciAddress from, PciAddress to, boolean certain) implements Tie {
        @Override
        public String kind() {
            return "volume-management";
        }

        @Override
        public Optional<PciAddress> culprit() {
            return Optional.of(to);
        }

        @Override
        public String sentence() {
            return from + " is behind volume management device " + to + (certain ? "" : " or another one")
                    + " and does DMA under its requester id";
        }
    }

    /** The kernel has both in one group, and nothing that the dump shows says why. */
    record Unexplained(PciAddress from, PciAddress to) implements Tie {
        @Override
        public boolean certain() {
            return false;
        }

        @Override
        public String kind() {
            return "unexplained";
        }

        @Override
        public String sentence() {
            return "the kernel has " + from + " and " + to + " in one group; what the dump shows does not say why";
        }
    }
}
