package org.underpass.spi;

import org.underpass.profile.source.ProfileEdit;

/**
 * A way out of a finding, as data. Whoever shows a finding shows its fixes; only an edit of the profile can be
 * applied at a click, a change of the host becomes a step of a plan, and the rest is for a person.
 */
public sealed interface Fix {
    /** One sentence in the imperative, without a final full stop. */
    String title();

    /** An edit of the profile: sets, adds, removes or renames what is at a path, and keeps comments and order. */
    record EditProfile(String title, ProfileEdit edit) implements Fix {
    }

    /**
     * A change of the host that can be prepared as a reviewable file or step.
     *
     * @param kind   what is changed
     * @param target the parameter, file, address or module that is changed
     * @param value  what it becomes; empty when it is taken away
     */
    record HostChange(String title, Kind kind, String target, String value) implements Fix {
        /** What part of a host a change touches. */
        public enum Kind {
            /** A kernel argument is added: target is its name, value what follows the equals sign. */
            ADD_KERNEL_ARGUMENT,
            /** A kernel argument is taken away: target is the whole token. */
            REMOVE_KERNEL_ARGUMENT,
            /** A line of modprobe.d: target is the module, value the line. */
            MODPROBE,
            /** driver_override of one function: target is the address, value the driver. */
            DRIVER_OVERRIDE,
            /** A value in sysfs or procfs: target is the path. */
            SYSFS,
            /** A limit of the user or service that runs the guest: target names it. */
            LIMIT,
            /** A service of the host is stopped or started: target is the unit. */
            SERVICE,
            /** A program or package is installed: target names it. */
            INSTALL
        }
    }

    /**
     * Something only a person can do: a firmware switch, another slot, another card.
     *
     * @param where where it is done
     */
    record Manual(String title, Where where) implements Fix {
        /** Where a person has to go. */
        public enum Where {
            /** The machine's firmware set-up. */
            FIRMWARE,
            /** Inside the case: another slot, another card, another cable. */
            HARDWARE,
            /** The host's software, in a way that no step of ours covers. */
            HOST,
            /** Inside the guest. */
            GUEST,
            /** A decision about the profile. */
            PROFILE
        }
    }
}
