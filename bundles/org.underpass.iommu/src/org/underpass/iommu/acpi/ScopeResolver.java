package org.underpass.iommu.acpi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * Finds the function that a device scope names. Source: VT-d 4.1 section 8.3.1, "Path".
 *
 * <p>Bus numbers behind bridges may change when the system starts, so each step but the last is a bridge whose
 * secondary bus is looked up in the machine at hand.
 */
public final class ScopeResolver {
    private final Topology topology;

    public ScopeResolver(Topology topology) {
        this.topology = Objects.requireNonNull(topology);
    }

    /** What a scope turned out to be. */
    public sealed interface Resolution {

        /** The scope names this function, and the machine has it. */
        record Found(PciAddress address) implements Resolution {
        }

        /**
         * No function of the machine as it is shown.
         *
         * @param requesterId where the path leads, if it can be followed; IOAPICs and HPETs often carry a requester id
         *     at which no function answers
         * @param why one sentence
         */
        record NotFound(Optional<PciAddress> requesterId, String why) implements Resolution {
        }
    }

    /**
     * @param segment the PCI segment of the structure that holds the scope
     * @return never null; costs a look-up a step
     */
    public Resolution resolve(int segment, DeviceScope scope) {
        if (scope.path().isEmpty()) {
            return new Resolution.NotFound(Optional.empty(), "the scope has no path");
        }
        int bus = scope.startBus();
        PciAddress at = null;
        List<DeviceScope.Step> path = scope.path();
        for (int i = 0; i < path.size(); i++) {
            DeviceScope.Step step = path.get(i);
            if (step.device() > 0x1f || step.function() > 7) {
                return new Resolution.NotFound(Optional.empty(), "step " + step + " of the path names no function:"
                        + " a device number goes to 1f, a function number to 7");
            }
            at = new PciAddress(segment, bus, step.device(), step.function());
            if (i + 1 < path.size()) {
                OptionalInt next = secondaryBus(at);
                if (next.isEmpty()) {
                    return new Resolution.NotFound(Optional.empty(), whyNoBus(at));
                }
                bus = next.getAsInt();
            }
        }
        if (topology.function(at).isPresent()) {
            return new Resolution.Found(at);
        }
        return new Resolution.NotFound(Optional.of(at), "the machine shows no function at " + at);
    }

    private OptionalInt secondaryBus(PciAddress bridge) {
        Optional<PciFunction> function = topology.function(bridge);
        if (function.isEmpty() || !function.get().isBridge()) {
            return OptionalInt.empty();
        }
        return function.get().busNumbers().map(numbers -> OptionalInt.of(numbers.secondary())).orElseGet(
                () -> topology.children(bridge).stream().mapToInt(child -> child.address().bus()).min());
    }

    private String whyNoBus(PciAddress at) {
        Optional<PciFunction> function = topology.function(at);
        if (function.isEmpty()) {
            return "the path leads through " + at + ", where the machine shows no function";
        }
        return function.get().isBridge() ? "the bus behind bridge " + at + " is not known"
                : "the path leads through " + at + ", which is not a bridge";
    }
}
