package org.underpass.engine.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;

/** The functions and groups that a line of a log names. Loaded when a line has something to say. */
final class LineNames {
    private static final int MOST = 64;

    // Not a part of a longer number or time: 12:01:00.0 is no function 01:00.0. Xen writes 0:0:10.0.
    private static final Pattern ADDRESS = Pattern.compile("(?<![0-9A-Fa-f:.])"
            + "(?:([0-9A-Fa-f]{1,8}):)?([0-9A-Fa-f]{1,2}):([01]?[0-9A-Fa-f])\\.([0-7])(?![0-9A-Fa-f]|:[0-9A-Fa-f]|\\.[0-9])");
    private static final Pattern GROUP = Pattern.compile("(?:\\b[Gg]roup |/dev/vfio/)(\\d{1,6})\\b");

    private LineNames() {
    }

    static List<PciAddress> addresses(String line) {
        Set<PciAddress> all = new LinkedHashSet<>();
        Matcher matcher = ADDRESS.matcher(line);
        while (matcher.find() && all.size() < MOST) {
            boolean full = matcher.group(2).length() == 2 && matcher.group(3).length() == 2;
            // Short forms only as Xen's tools write them, with a domain.
            if (full && (matcher.group(1) == null || matcher.group(1).length() >= 4)
                    || matcher.group(1) != null && matcher.group(1).length() < 4) {
                PciAddress.tryParse((matcher.group(1) == null ? "0000" : pad(matcher.group(1), 4)) + ":"
                        + pad(matcher.group(2), 2) + ":" + pad(matcher.group(3), 2) + "." + matcher.group(4))
                        .ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    static List<String> groups(String line) {
        Set<String> all = new LinkedHashSet<>();
        Matcher matcher = GROUP.matcher(line);
        while (matcher.find() && all.size() < MOST) {
            all.add(Integer.toString(Integer.parseInt(matcher.group(1))));
        }
        return new ArrayList<>(all);
    }

    private static String pad(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }
}
