package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;

/** What becomes of an interrupt message. */
public sealed interface InterruptRemapping {

    /** The entries that were read. */
    List<WalkStep> walk();

    /**
     * Delivered as the table says.
     *
     * @param vector interrupt vector
     * @param destination APIC id, or a set of them, as the delivery mode has it
     * @param delivery delivery mode: 0 fixed, 1 lowest priority, 2 SMI, 4 NMI, 5 INIT, 7 ExtINT
     * @param logical whether the destination is a logical one
     */
    record Remapped(int vector, long destination, int delivery, boolean logical,
            List<WalkStep> walk) implements InterruptRemapping {
        public Remapped {
            walk = List.copyOf(walk);
        }
    }

    /** Delivered to a guest's processor through a descriptor in memory (posted interrupts, guest mode). */
    record Posted(int vector, long descriptor, List<WalkStep> walk) implements InterruptRemapping {
        public Posted {
            walk = List.copyOf(walk);
        }
    }

    /** Delivered as the device wrote it. */
    record Unchanged(List<WalkStep> walk) implements InterruptRemapping {
        public Unchanged {
            walk = List.copyOf(walk);
        }
    }

    /** Refused; code and event as in {@link Translation.Blocked}. */
    record Refused(OptionalInt code, String event, String sentence,
            List<WalkStep> walk) implements InterruptRemapping {
        public Refused {
            walk = List.copyOf(walk);
        }
    }
}
