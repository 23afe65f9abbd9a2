package org.underpass.quirks;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.Collections;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciClass;
import org.underpass.pci.PciFunction;

/**
 * Which functions a row is about.
 *
 * @param vendor    vendor id
 * @param mask      bits of the device id that are compared
 * @param devices   device ids under the mask; empty for all of the vendor
 * @param kind      what the function must be
 * @param subsystem subsystem vendor in the upper, subsystem id in the lower 16 bits, where it matters
 * @param belowPort whether it must not be on a root bus
 */
public record Match(int vendor, int mask, SortedSet<Integer> devices, Kind kind, OptionalInt subsystem,
        boolean belowPort) {

    /** What a function is by its class code. */
    public enum Kind {
        /** Anything. */
        ANY,
        /** A VGA compatible adapter: class 0300, what the kernel's rows for graphics name. */
        VGA,
        /** A display controller of any kind. */
        DISPLAY,
        /** High Definition Audio. */
        AUDIO;

        boolean fits(PciFunction function) {
            return switch (this) {
                case ANY -> true;
                case VGA -> function.isVga();
                case DISPLAY -> function.isDisplay();
                case AUDIO -> function.classCode() >>> 8 == PciClass.HD_AUDIO >>> 8;
            };
        }
    }

    public Match {
        devices = Collections.unmodifiableSortedSet(new TreeSet<>(devices));
    }

    /** These devices of a vendor, whatever their class. */
    public static Match of(int vendor, int... devices) {
        return masked(vendor, 0xffff, devices);
    }

    /** Devices whose id under a mask is one of these. */
    public static Match masked(int vendor, int mask, int... devices) {
        return new Match(vendor, mask, new TreeSet<>(Arrays.stream(devices).boxed().toList()), Kind.ANY,
                OptionalInt.empty(), false);
    }

    /** All functions of a kind from a vendor. */
    public static Match all(int vendor, Kind kind) {
        return of(vendor).only(kind);
    }

    /** The same, of this kind only. */
    public Match only(Kind value) {
        return new Match(vendor, mask, devices, value, subsystem, belowPort);
    }

    /** The same, on this board only. */
    public Match board(int subsystemVendor, int subsystemDevice) {
        return new Match(vendor, mask, devices, kind, OptionalInt.of(subsystemVendor << 16 | subsystemDevice),
                belowPort);
    }

    /** The same, but not on a root bus. */
    public Match belowPort(boolean value) {
        return new Match(vendor, mask, devices, kind, subsystem, value);
    }

    /** Whether a function of a host is meant. What the host does not show does not match. */
    public boolean test(HostFunction function, Host host) {
        PciFunction pci = function.pci();
        return pci.vendor() == vendor
                && (devices.isEmpty() || devices.contains(pci.device() & mask))
                && kind.fits(pci)
                && (subsystem.isEmpty() || isBoard(pci, subsystem.getAsInt()))
                && (!belowPort || host.topology().parent(pci.address()).isPresent());
    }

    private static boolean isBoard(PciFunction pci, int board) {
        return pci.subsystemVendor().isPresent() && pci.subsystemDevice().isPresent()
                && (pci.subsystemVendor().getAsInt() << 16 | pci.subsystemDevice().getAsInt()) == board;
    }
}
