package org.underpass.spi.hypervisor;

import java.util.List;

/**
 * What became of an imported file.
 *
 * @param name    the machine's name in the profile, from which the file's follows
 * @param profile the text of the profile; it reads without a problem
 * @param lost    what could not be carried over, in the order of the file
 */
public record Imported(String name, String profile, List<NotCarried> lost) {
    public Imported {
        lost = List.copyOf(lost);
    }
}
