package org.underpass.iommu.walk;

import java.util.Optional;
import java.util.OptionalInt;

/** Finds out from VT-d's root and context tables how a requester's DMA is treated. */
interface VtdContexts {
    int BOTH = Permissions.READ | Permissions.WRITE;
    long ADDRESS = 0xffff_ffff_ffff_f000L;

    Route route(int requesterId, OptionalInt pasid, Trail trail);

    Optional<VtdWalker.Tables> tables(int requesterId, OptionalInt pasid);

    static Route blocked(int code, Trail trail) {
        return new Route.Ended(VtdFaults.blocked(code, trail.steps()));
    }
}
