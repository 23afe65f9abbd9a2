package org.underpass.spi.rule;

import java.util.List;
import java.util.Objects;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Evidence;
import org.underpass.spi.Location;

/**
 * A place in a log that says what a rule looks for.
 *
 * @param location  the file as the user named it ({@code -} for standard input, {@code text} for a text that was
 *                  given itself), the line, and the column at which the symptom begins
 * @param text      the line, or the part of a very long one around the symptom; control characters are blanks
 * @param symptom   which of {@link RuleInfo#symptoms()} it is
 * @param holes     what stood in place of each {@code …} of the symptom, in order
 * @param addresses the PCI functions that the line names, in order, each once
 * @param groups    ids of the IOMMU groups that the line names, in order, each once
 * @param count     how many lines say the same of the same functions and groups; this one is the first
 */
public record LogMatch(Location location, String text, String symptom, List<String> holes, List<PciAddress> addresses,
        List<String> groups, int count) {
    public LogMatch {
        Objects.requireNonNull(location);
        Objects.requireNonNull(text);
        Objects.requireNonNull(symptom);
        holes = List.copyOf(holes);
        addresses = List.copyOf(addresses);
        groups = List.copyOf(groups);
    }

    /** The line as evidence. */
    public Evidence evidence() {
        return new Evidence("the log says \"" + text + "\"" + (count > 1 ? ", and so " + count + " times" : ""),
                location.file() + ":" + location.line());
    }

    /** What the line is about: its first function, else its first group, else {@code log}. */
    public String subject() {
        if (!addresses.isEmpty()) {
            return addresses.get(0).toString();
        }
        return groups.isEmpty() ? "log" : "group " + groups.get(0);
    }
}
