package org.underpass.iommu.walk;

/** How a requester's DMA is treated, before any page table. */
sealed interface Route {

    /**
     * Through page tables.
     *
     * @param stage the stage that sees the device's address
     * @param allowed what the requester's own entry allows, as bits of {@link Permissions}
     */
    record Through(Stage stage, int allowed) implements Route {
    }

    /** As the address stands. */
    record Identity(int allowed) implements Route {
    }

    /** The walk ended before. */
    record Ended(Translation outcome) implements Route {
    }
}
