package org.underpass.hypervisor.xen.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code xl info} says, as far as guests depend on it. A line that is missing is unknown.
 *
 * @param version      {@code 4.17.7}
 * @param release      major and minor version as one number, {@code 417}
 * @param capabilities words of {@code virt_caps}, such as {@code hvm} and {@code hvm_directio}; absent before 4.13
 * @param freeMemory   MiB that no guest has
 */
public record XlInfo(Optional<String> version, OptionalInt release, Optional<Set<String>> capabilities,
        OptionalLong freeMemory) {
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,2})([.-].*)?");

    static XlInfo parse(String text) {
        Map<String, String> rows = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                rows.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            }
        });
        Optional<String> version = Optional.ofNullable(rows.get("xen_version")).filter(v -> !v.isEmpty());
        Matcher parts = VERSION.matcher(version.orElse(""));
        String free = rows.getOrDefault("free_memory", "");
        return new XlInfo(version,
                parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1)) * 100
                        + Integer.parseInt(parts.group(2))) : OptionalInt.empty(),
                Optional.ofNullable(rows.get("virt_caps")).map(caps -> new TreeSet<>(List.of(caps.split("\\s+")))),
                free.matches("[0-9]{1,12}") ? OptionalLong.of(Long.parseLong(free)) : OptionalLong.empty());
    }

    /** Whether it is known that Xen cannot do something. */
    public boolean lacks(String capability) {
        return capabilities.isPresent() && !capabilities.get().contains(capability);
    }
}
