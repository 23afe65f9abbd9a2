package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the IOMMU that the guest sees is set up. What is absent is as the key's meaning says.
 *
 * @param guestAddress where a virtio-iommu sits
 * @param interruptRemapping Intel and AMD
 * @param cachingMode Intel
 * @param extendedInterrupts Intel
 * @param deviceTlb Intel and AMD
 * @param addressWidth Intel, in bits
 * @param dmaTranslation Intel
 */
public record IommuOptions(
        Optional<GuestAddress> guestAddress,
        Optional<Boolean> interruptRemapping,
        Optional<Boolean> cachingMode,
        Optional<Boolean> extendedInterrupts,
        Optional<Boolean> deviceTlb,
        OptionalInt addressWidth,
        Optional<Boolean> dmaTranslation) {
}
