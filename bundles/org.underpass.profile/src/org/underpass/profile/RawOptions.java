package org.underpass.profile;

import java.util.List;

/**
 * Options handed to one backend as they are, unchecked: the way out where the language has no word yet.
 *
 * @param qemu arguments appended to the command line of QEMU, each an element of its own
 * @param xl lines appended to xl.cfg
 */
public record RawOptions(List<String> qemu, List<String> xl) {
    /** Copies the collections; the order of the profile stays. */
    public RawOptions {
        qemu = List.copyOf(qemu);
        xl = List.copyOf(xl);
    }
}
