package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Walks the tables of one Arm SMMUv3: stream table (linear or of two levels), context descriptors, and the page tables
 * of stages 1 and 2. Source: Arm IHI 0070 sections 3.3, 5.2 and 5.4.
 *
 * <p>A request's number is its stream id. Interrupt messages take the ordinary way here: to an SMMU they are writes
 * like others.
 */
public final class SmmuWalker implements Walker {
    private final SmmuRegisters registers;
    private final SmmuStreams streams;

    public SmmuWalker(PhysicalMemory memory, SmmuRegisters registers) {
        this.registers = Objects.requireNonNull(registers);
        this.streams = new SmmuStreams(Objects.requireNonNull(memory), registers);
    }

    @Override
    public Translation translate(Request request) {
        long iova = request.iova();
        if (!registers.on()) {
            return registers.blocksWhileOff()
                    ? new Translation.Blocked(OptionalInt.empty(), "", "the unit is off and blocks all DMA", List.of())
                    : new Translation.PassedThrough(iova, Permissions.ALL, List.of());
        }
        Trail trail = new Trail();
        return switch (streams.route(request, trail)) {
            case Route.Ended ended -> ended.outcome();
            case Route.Identity same -> new Translation.PassedThrough(iova, Permissions.ALL, trail.steps());
            case Route.Through through -> {
                Stage.Leaf leaf = through.stage().resolve(iova, request.access(), trail);
                yield leaf == null ? trail.end() : new Translation.Translated(leaf.address(),
                        Permissions.of(leaf.allowed()), 1L << leaf.shift(), trail.steps());
            }
        };
    }

    @Override
    public boolean mappings(int requesterId, OptionalInt pasid, long maxTables, MappingVisitor visitor) {
        if (!registers.on()) {
            return true;
        }
        RangeMerger merger = new RangeMerger(visitor, maxTables);
        boolean complete = true;
        Stage lower = null;
        for (long probe : new long[] {0, -1L}) {
            Route route = streams.route(new Request(requesterId, pasid, probe, Access.ANY), new Trail());
            if (route instanceof Route.Through through && (lower == null || !through.stage().sameTables(lower))) {
                complete &= through.stage().visit(through.allowed(), merger);
                lower = through.stage();
            }
        }
        return merger.end() && complete;
    }
}
