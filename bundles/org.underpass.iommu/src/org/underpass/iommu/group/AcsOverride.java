package org.underpass.iommu.group;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel argument {@code pcie_acs_override}, which patched kernels have: it pretends isolation that the hardware
 * does not give. Groups made with it are not safe to trust.
 *
 * @param downstream all root and downstream ports without an ACS capability
 * @param multifunction all multifunction devices without one
 * @param ids single devices, vendor in the upper and device in the lower 16 bits
 */
public record AcsOverride(boolean downstream, boolean multifunction, Set<Integer> ids) {

    /** No override. */
    public static final AcsOverride NONE = new AcsOverride(false, false, Set.of());

    /** The widest form, {@code downstream,multifunction}. */
    public static final AcsOverride WIDEST = new AcsOverride(true, true, Set.of());

    private static final Pattern ARGUMENT = Pattern.compile("(?:^|\\s)\"?pcie_acs_override=(\\S+?)\"?(?=\\s|$)");
    private static final Pattern ID = Pattern.compile("id:([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})");

    public AcsOverride {
        ids = Set.copyOf(ids);
    }

    public boolean isActive() {
        return downstream || multifunction || !ids.isEmpty();
    }

    /** Reads a kernel's command line. Empty where the argument is not there; unknown words in it are ignored. */
    public static Optional<AcsOverride> parse(String commandLine) {
        Matcher argument = ARGUMENT.matcher(commandLine);
        AcsOverride last = null;
        while (argument.find()) {
            boolean downstream = false;
            boolean multifunction = false;
            Set<Integer> ids = new HashSet<>();
            for (String word : argument.group(1).split(",")) {
                Matcher id = ID.matcher(word);
                if (id.matches()) {
                    ids.add(Integer.parseInt(id.group(1), 16) << 16 | Integer.parseInt(id.group(2), 16));
                }
                downstream |= word.equals("downstream");
                multifunction |= word.equals("multifunction");
            }
            last = new AcsOverride(downstream, multifunction, ids);
        }
        return Optional.ofNullable(last);
    }
}
