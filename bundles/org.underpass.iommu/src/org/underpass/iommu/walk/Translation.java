package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What becomes of a device's access to an address. */
public sealed interface Translation {

    /** The entries that were read on the way, in order. */
    List<WalkStep> walk();

    /**
     * The access reaches memory (or another device) at an address that the tables name.
     *
     * @param address the physical address of the byte asked for
     * @param pageSize bytes of the page that holds it
     */
    record Translated(long address, Permissions permissions, long pageSize,
            List<WalkStep> walk) implements Translation {
        public Translated {
            walk = List.copyOf(walk);
        }
    }

    /** The access reaches the address as it stands. */
    record PassedThrough(long address, Permissions permissions, List<WalkStep> walk) implements Translation {
        public PassedThrough {
            walk = List.copyOf(walk);
        }
    }

    /** The access is an interrupt message, which no page table translates. */
    record Interrupt(long address, List<WalkStep> walk) implements Translation {
        public Interrupt {
            walk = List.copyOf(walk);
        }
    }

    /**
     * The access is refused.
     *
     * @param code the specification's fault reason (VT-d) or event number (AMD, SMMUv3); empty where it has none
     * @param event the specification's name of the event ({@code IO_PAGE_FAULT}, {@code F_TRANSLATION}); empty where
     *     it gives none
     * @param sentence what it means
     */
    record Blocked(OptionalInt code, String event, String sentence, List<WalkStep> walk) implements Translation {
        /** VT-d's reasons for an entry that could not be read. */
        private static final Set<Integer> VTD_UNREADABLE = Set.of(0x07, 0x08, 0x09, 0x38, 0x40, 0x50, 0x58, 0x70, 0x73,
                0x78, 0x7b);
        private static final Set<String> UNREADABLE = Set.of("DEV_TAB_HARDWARE_ERROR", "PAGE_TAB_HARDWARE_ERROR",
                "F_STE_FETCH", "F_CD_FETCH", "F_WALK_EABT");

        public Blocked {
            walk = List.copyOf(walk);
        }

        /**
         * Whether a table could not be read. Over a dump this may say no more than that the dump lacks the table, and
         * the machine itself may have gone on.
         */
        public boolean tableUnreadable() {
            return event.isEmpty() ? code.isPresent() && VTD_UNREADABLE.contains(code.getAsInt())
                    : UNREADABLE.contains(event);
        }
    }

    /** The tables are of a kind that this package does not walk. */
    record NotSupported(String why, List<WalkStep> walk) implements Translation {
        public NotSupported {
            walk = List.copyOf(walk);
        }
    }
}
