package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Walks the tables of one VT-d unit: in legacy mode root table, context table and second-stage page tables; in scalable
 * mode PASID directory and table too, and first-stage, second-stage, nested and passed-through requests. Source: VT-d
 * 4.1 chapters 3 and 9.
 */
public final class VtdWalker implements Walker {
    private static final long FIRST_INTERRUPT = 0xfee00000L;
    private static final long LAST_INTERRUPT = 0xfeefffffL;

    private final VtdRegisters registers;
    private final VtdContexts contexts;

    public VtdWalker(PhysicalMemory memory, VtdRegisters registers) {
        this.registers = Objects.requireNonNull(registers);
        this.contexts = registers.mode() == VtdRegisters.Mode.SCALABLE
                ? new VtdScalable(Objects.requireNonNull(memory), registers)
                : new VtdLegacy(Objects.requireNonNull(memory), registers);
    }

    /**
     * The entry that says which tables a requester has, as the kernel names them.
     *
     * @param domain the domain id
     * @param levels of the page tables that see the device's address
     * @param pageTable their topmost table
     */
    public record Tables(int domain, int levels, long pageTable) {
    }

    @Override
    public Translation translate(Request request) {
        long iova = request.iova();
        if (!registers.translationOn()) {
            return new Translation.PassedThrough(iova, Permissions.ALL, List.of());
        }
        boolean interrupt = FIRST_INTERRUPT <= iova && iova <= LAST_INTERRUPT;
        if (interrupt && request.pasid().isEmpty()) {
            return new Translation.Interrupt(iova, List.of());
        }
        Trail trail = new Trail();
        return switch (contexts.route(request.requesterId(), request.pasid(), trail)) {
            case Route.Ended ended -> ended.outcome();
            case Route.Identity same -> new Translation.PassedThrough(iova, Permissions.ALL, trail.steps());
            case Route.Through through -> {
                Stage.Leaf leaf = through.stage().resolve(iova, request.access(), trail);
                yield leaf == null ? trail.end() : page(leaf, trail);
            }
        };
    }

    private Translation page(Stage.Leaf leaf, Trail trail) {
        if (FIRST_INTERRUPT <= leaf.address() && leaf.address() <= LAST_INTERRUPT) {
            return VtdFaults.blocked(registers.mode() == VtdRegisters.Mode.SCALABLE ? 0x87 : 0x0e, trail.steps());
        }
        return new Translation.Translated(leaf.address(), Permissions.of(leaf.allowed()), 1L << leaf.shift(),
                trail.steps());
    }

    /** Which tables a requester has; empty where its requests go another way, or are blocked. */
    public Optional<Tables> tables(int requesterId, OptionalInt pasid) {
        return contexts.tables(requesterId, pasid);
    }

    @Override
    public boolean mappings(int requesterId, OptionalInt pasid, long maxTables, MappingVisitor visitor) {
        if (!registers.translationOn()
                || !(contexts.route(requesterId, pasid, new Trail()) instanceof Route.Through through)) {
            return true;
        }
        RangeMerger merger = new RangeMerger(visitor, maxTables);
        boolean complete = through.stage().visit(through.allowed(), merger);
        return merger.end() && complete;
    }
}
