package org.underpass.iommu.fault;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.pci.PciAddress;

/**
 * One request that an IOMMU has refused, or one error that it has met.
 *
 * @param unit which kind of IOMMU
 * @param kind what was asked for
 * @param event the event's or line's name: {@code IO_PAGE_FAULT}, {@code F_TRANSLATION}, {@code DMA Read}
 * @param device the requester, absent where the line does not say; domain 0 where the line gives none (Intel's never
 *     do)
 * @param address the address asked for, as unsigned 64 bits
 * @param pasid the process address space, absent without
 * @param code reason (Intel), flags (AMD) or event number (SMMUv3)
 * @param reason one sentence: what the code means
 * @param index interrupt remapping table index (Intel)
 * @param domain the kernel's protection domain (AMD)
 * @param streamId the requester in an SMMU's words; for PCI functions mapped by the IORT
 * @param seconds the line's time stamp since boot
 * @param line number of the first line that belongs to the fault, from 1
 * @param text that line as it stands
 */
public record Fault(Unit unit, Kind kind, String event, Optional<PciAddress> device, OptionalLong address,
        OptionalInt pasid, OptionalInt code, String reason, OptionalInt index, OptionalInt domain,
        OptionalLong streamId, OptionalDouble seconds, int line, String text) {
    public Fault {
        Objects.requireNonNull(unit);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(reason);
    }

    /** Kinds of IOMMUs. */
    public enum Unit {
        INTEL, AMD, SMMU_V3
    }

    /** What was asked for. */
    public enum Kind {
        DMA_READ, DMA_WRITE,
        /** DMA whose direction the line does not tell. */
        DMA,
        /** An interrupt message. */
        INTERRUPT,
        /** The tables that describe the device are missing or wrong. */
        CONFIGURATION,
        /** The unit met an error of its own: a command, or an access to its tables. */
        UNIT_ERROR
    }
}
