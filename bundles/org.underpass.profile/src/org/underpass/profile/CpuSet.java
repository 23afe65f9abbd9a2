package org.underpass.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A set of host processors, as in {@code "4-7,12"}.
 *
 * @param numbers processor numbers, ascending, at least one, each 0 to 65535
 */
public record CpuSet(List<Integer> numbers) {
    /** The highest processor number that can be written. */
    public static final int HIGHEST = 65535;

    /** Copies and sorts. */
    public CpuSet {
        numbers = List.copyOf(new TreeSet<>(numbers));
    }

    /** Reads numbers and ranges separated by commas; empty when the text is not a set. */
    public static Optional<CpuSet> tryParse(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String range = part.strip();
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash).strip());
            int last = dash < 0 ? first : number(range.substring(dash + 1).strip());
            if (first < 0 || last < first) {
                return Optional.empty();
            }
            for (int i = first; i <= last; i++) {
                numbers.add(i);
            }
            if (numbers.size() > 2 * HIGHEST) {
                return Optional.empty();
            }
        }
        return Optional.of(new CpuSet(numbers));
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(digits);
        return value > HIGHEST ? -1 : value;
    }

    /** The shortest text that reads back to this set, such as {@code 4-7,12}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size();) {
            int first = numbers.get(i);
            int last = first;
            while (++i < numbers.size() && numbers.get(i) == last + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append('-').append(last);
            }
        }
        return text.toString();
    }
}
