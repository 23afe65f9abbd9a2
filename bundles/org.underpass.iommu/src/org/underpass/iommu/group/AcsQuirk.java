package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.underpass.pci.PciExpress;

/**
 * An exception that the kernel makes: functions without (or with a broken) ACS capability that keep their peers apart
 * nevertheless, as their vendor has declared.
 *
 * @param name a short name, stable, lower case with hyphens
 * @param vendor PCI vendor id
 * @param devices ranges of device ids
 * @param types device/port types that it is for; empty for all
 * @param effect what the kernel makes of it
 * @param words one sentence for people
 * @param source where the fact is from
 */
public record AcsQuirk(String name, int vendor, List<Range> devices, Set<PciExpress.Type> types, Effect effect,
        String words, String source) {
    public AcsQuirk {
        Objects.requireNonNull(name);
        devices = List.copyOf(devices);
        types = Set.copyOf(types);
    }

    /** Device ids from first to last, both included. */
    public record Range(int first, int last) {
    }

    /** What the kernel makes of a function that a quirk is for. */
    public enum Effect {
        /** Counts as isolated: all four services are given by the hardware's design. */
        ISOLATED,
        /** Counts as not isolated, whatever its capability says. */
        NOT_ISOLATED,
        /** Isolated when the LPC bridge has its register window on, through which the kernel switches peers off. */
        INTEL_PCH,
        /** Has the capability, with registers of double width: control lies 8 bytes behind the header. */
        INTEL_WIDE_REGISTERS,
        /** Isolated if multifunction, on a root bus, and the machine has an IVRS table. */
        AMD_SOUTHBRIDGE
    }

    /** Whether vendor and device id are right. */
    boolean names(int vendorId, int deviceId) {
        return vendor == vendorId
                && devices.stream().anyMatch(range -> range.first <= deviceId && deviceId <= range.last);
    }

    /** Reads {@code "1c10-1c1f 3b42"}; an asterisk is every device. */
    static List<Range> ranges(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String word : text.split(" ")) {
            if (word.equals("*")) {
                ranges.add(new Range(0, 0xffff));
            } else {
                String[] ends = word.split("-");
                ranges.add(new Range(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16)));
            }
        }
        return ranges;
    }
}
