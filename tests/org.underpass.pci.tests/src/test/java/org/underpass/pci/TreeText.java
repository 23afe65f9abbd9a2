package org.underpass.pci;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the drawing of lspci -t back into lines "bus: device", with the bus taken from the column it hangs on. */
final class TreeText {

    private static final Pattern ITEM = Pattern.compile("\\[([0-9a-f]+:)?([0-9a-f]{2})(?:-[0-9a-f]{2})?]"
            + "|([0-9a-f]{2}\\.[0-7])");

    private TreeText() {
    }

    /** Each function with the path of buses that leads to it, as text: {@code 0000:00 1c.0 02 00.0}. */
    static SortedSet<String> links(List<String> drawing) {
        SortedSet<String> links = new TreeSet<>();
        String[] path = new String[1024];
        for (String line : drawing) {
            Matcher item = ITEM.matcher(line);
            while (item.find()) {
                Arrays.fill(path, item.start(), path.length, null);
                path[item.start()] = item.group(3) != null ? item.group(3)
                        : (item.group(1) == null ? "" : item.group(1)) + item.group(2);
                if (item.group(3) != null) {
                    StringBuilder text = new StringBuilder();
                    for (String part : path) {
                        text.append(part == null ? "" : " " + part);
                    }
                    links.add(text.toString());
                }
            }
        }
        return links;
    }

    static SortedSet<String> links(Topology topology) {
        SortedSet<String> links = new TreeSet<>();
        for (PciFunction function : topology.functions()) {
            StringBuilder text = new StringBuilder(name(function.address()));
            PciAddress top = function.address();
            for (PciFunction bridge : topology.pathToRoot(function.address())) {
                text.insert(0, " " + String.format("%02x", bridge.busNumbers().orElseThrow().secondary()));
                text.insert(0, name(bridge.address()));
                top = bridge.address();
            }
            links.add(" " + new Topology.PciBus(top.domain(), top.bus()) + text);
        }
        return links;
    }

    private static String name(PciAddress address) {
        return String.format(" %02x.%d", address.device(), address.function());
    }
}
