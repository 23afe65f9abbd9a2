package org.underpass.engine;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;

/**
 * What changed between two hosts, or between two captures of one: before and after an update of firmware or kernel, or
 * of a card into another slot. A card is followed by its identity, so that one that moved is not another card.
 *
 * <p>What one of the two does not show is no difference: it is counted in {@link #unknown}.
 *
 * @param changes in order: the machine, then functions by address, then groups
 * @param unknown sentences about what could not be compared
 */
public record HostDifference(List<Change> changes, List<String> unknown) {
    public HostDifference {
        changes = List.copyOf(changes);
        unknown = List.copyOf(unknown);
    }

    /** What a change is about. */
    public enum Kind {
        /** The kernel's release. */
        KERNEL,
        /** An argument of the kernel's command line. */
        ARGUMENT,
        /** Firmware's version, or the machine's name. */
        FIRMWARE,
        /** A table of ACPI that came, went, or has other bytes. */
        ACPI_TABLE,
        /** An IOMMU that the kernel drives. */
        IOMMU,
        /** A function that was not there. */
        ADDED,
        /** A function that is not there any more. */
        REMOVED,
        /** The address of a function. */
        MOVED,
        /** The driver that is bound. */
        DRIVER,
        /** The kernel's reset methods. */
        RESET_METHODS,
        /** Speed or width of a link. */
        LINK,
        /** Kind, size or address of a BAR. */
        BAR,
        /** The option ROM. */
        ROM,
        /** The functions of an IOMMU group, or its number. */
        GROUP;

        /** The word used in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One change.
     *
     * @param subject  what changed, for people: {@code BAR 0}, {@code link speed}, {@code DMAR}, {@code group 14}
     * @param function the function in the first host, or in the second where it was added
     * @param before   empty where there was nothing
     * @param after    empty where there is nothing
     */
    public record Change(Kind kind, String subject, Optional<PciAddress> function, Optional<String> before,
            Optional<String> after) {
        public Change {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(subject);
            Objects.requireNonNull(function);
            Objects.requireNonNull(before);
            Objects.requireNonNull(after);
        }
    }

    /** Compares two hosts. Costs a read of every fact that is compared, of tables and ROMs too. */
    public static HostDifference between(Host before, Host after) {
        return new HostComparison(before, after).compare();
    }

    /** Whether nothing that both show differs. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
