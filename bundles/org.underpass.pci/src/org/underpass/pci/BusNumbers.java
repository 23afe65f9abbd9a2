package org.underpass.pci;

import java.util.Optional;

/**
 * Bus numbers of a bridge. PCI-to-PCI Bridge Architecture Specification, 3.2.5.3.
 *
 * @param primary bus on the side of the processor
 * @param secondary bus directly behind the bridge; 0 where nobody configured it
 * @param subordinate highest bus behind the bridge
 */
public record BusNumbers(int primary, int secondary, int subordinate) {

    /** From offsets 0x18 to 0x1a, the same for PCI and CardBus bridges. Does not look at the header type. */
    static Optional<BusNumbers> of(ConfigSpace config) {
        return config.has(0x18, 3)
                ? Optional.of(new BusNumbers(config.u8(0x18), config.u8(0x19), config.u8(0x1a)))
                : Optional.empty();
    }

    /** Whether requests to this bus pass the bridge. */
    public boolean covers(int bus) {
        return secondary != 0 && secondary <= bus && bus <= subordinate;
    }
}
