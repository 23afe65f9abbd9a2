package org.underpass.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.engine.Plugins;
import org.underpass.engine.explain.LogExplainer;
import org.underpass.host.Host;
import org.underpass.host.HostGroups;
import org.underpass.iommu.fault.Fault;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.MappingVisitor;
import org.underpass.iommu.walk.Permissions;
import org.underpass.iommu.walk.Request;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;

/**
 * What a fault most likely comes from: the causes that {@code profile explain} names for its line, and where the
 * nearest mapping of the device is now.
 */
final class FaultHint {
    /** Each reads all tables that the kernel shows, which may be long. */
    private static final int MOST_VISITS = 32;

    private final Optional<Host> host;
    private final LogExplainer explainer;
    private final Map<String, List<Finding>> causes = new HashMap<>();
    private int visitsLeft = MOST_VISITS;

    /** @param host the machine of the log; empty where only the log is known */
    FaultHint(Optional<Host> host, Plugins plugins) {
        this.host = host;
        this.explainer = new LogExplainer(plugins, host, Optional.empty());
    }

    /**
     * @param rule id of the rule that judges the cause; null where none does
     */
    record Hint(String rule, String sentence) {
    }

    List<Hint> of(Fault fault) {
        List<Hint> hints = new ArrayList<>();
        for (Finding cause : causes.computeIfAbsent(fault.text(), this::causes)) {
            hints.add(new Hint(cause.rule(), cause.message()));
            // The first two are the line and its reason, which stand in the answer already.
            cause.evidence().stream().skip(2).map(Evidence::fact).forEach(fact -> hints.add(new Hint(null, fact)));
        }
        if (fault.address().isPresent() && fault.kind() != Fault.Kind.INTERRUPT) {
            fault.device().flatMap(device -> nearest(device, fault.address().getAsLong())).ifPresent(hints::add);
        }
        return hints;
    }

    private List<Finding> causes(String line) {
        try {
            return explainer.explain(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), "log")
                    .findings();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The mapping of the device that ends next before an address, or begins next after it. */
    private Optional<Hint> nearest(PciAddress device, long address) {
        if (host.isEmpty() || visitsLeft-- <= 0) {
            return Optional.empty();
        }
        Nearest nearest = new Nearest(address);
        try {
            new HostTranslation(host.get(), device, Request.of(device.requesterId(), address, Access.ANY))
                    .mappings(nearest);
        } catch (CommandException notShown) {
            return Optional.empty();
        }
        return nearest.hint();
    }

    /** Keeps the nearest of all ranges. */
    private static final class Nearest implements MappingVisitor {
        private final long address;
        private long best = -1;
        private String found = "";

        Nearest(long address) {
            this.address = address;
        }

        @Override
        public boolean range(long iova, long physical, long length, Permissions permissions) {
            long last = iova + length - 1;
            long distance = within(address, iova, last) ? 0 : Long.compareUnsigned(last, address) < 0
                    ? address - last : iova - address;
            if (Long.compareUnsigned(distance, best) < 0) {
                best = distance;
                found = Words.hex(iova) + " to " + Words.hex(last) + " (" + permissions + ")";
            }
            return true;
        }

        Optional<Hint> hint() {
            return found.isEmpty() ? Optional.empty() : Optional.of(new Hint(null, best == 0
                    ? "now the address is mapped: " + found : "the nearest mapping is now " + found + ", "
                            + Words.hex(best) + " bytes away"));
        }
    }

    private static boolean within(long address, long first, long last) {
        return Long.compareUnsigned(first, address) <= 0 && Long.compareUnsigned(address, last) <= 0;
    }

    /** The group of a fault's device. */
    Optional<String> group(Fault fault) {
        return host.flatMap(h -> fault.device().flatMap(h.groups()::of)).map(HostGroups.Group::id);
    }

    /** Name of a fault's device. */
    Optional<String> name(Fault fault) {
        return host.flatMap(h -> fault.device().flatMap(h::function).map(h::nameOf));
    }
}
