package org.underpass.iommu.walk;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a device asks for.
 *
 * @param requesterId bus, device and function in 16 bits; for an SMMU the stream id, which the IORT derives from it
 * @param pasid the process address space (an SMMU's substream id); empty for a request without one
 * @param iova the address as the device puts it out, unsigned
 * @param access what it wants to do there
 */
public record Request(int requesterId, OptionalInt pasid, long iova, Access access) {
    public Request {
        Objects.requireNonNull(pasid);
        Objects.requireNonNull(access);
    }

    /** A request without PASID. */
    public static Request of(int requesterId, long iova, Access access) {
        return new Request(requesterId, OptionalInt.empty(), iova, access);
    }
}
