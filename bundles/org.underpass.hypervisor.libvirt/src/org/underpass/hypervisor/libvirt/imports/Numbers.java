package org.underpass.hypervisor.libvirt.imports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.pci.PciAddress;
import org.underpass.profile.CpuSet;
import org.underpass.profile.GuestAddress;

/** Numbers as libvirt writes them. Whatever is none is absent. */
final class Numbers {
    private static final int HIGHEST = 4096;

    private Numbers() {
    }

    /** Decimal, or hexadecimal after {@code 0x}. */
    static OptionalInt whole(String text) {
        String digits = text.strip();
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        digits = hex ? digits.substring(2) : digits;
        if (digits.isEmpty() || digits.length() > 8) {
            return OptionalInt.empty();
        }
        try {
            long value = Long.parseLong(digits, hex ? 16 : 10);
            return value < 0 || value > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) value);
        } catch (NumberFormatException none) {
            return OptionalInt.empty();
        }
    }

    /** A size in bytes; the unit is that of {@code unit}, KiB without one. */
    static OptionalLong size(String text, String unit) {
        long factor = switch (unit.isEmpty() ? "KiB" : unit) {
            case "b", "bytes", "B" -> 1;
            case "KB" -> 1000;
            case "k", "K", "KiB" -> 1L << 10;
            case "MB" -> 1000_000;
            case "M", "MiB" -> 1L << 20;
            case "GB" -> 1000_000_000;
            case "G", "GiB" -> 1L << 30;
            case "TB" -> 1000_000_000_000L;
            case "T", "TiB" -> 1L << 40;
            default -> 0;
        };
        String digits = text.strip();
        if (factor == 0 || !digits.matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(digits), factor));
        } catch (ArithmeticException large) {
            return OptionalLong.empty();
        }
    }

    /** A size as a profile writes it, rounded up to MiB, as libvirt rounds it. */
    static String profile(long bytes) {
        return ((bytes >> 20) + ((bytes & 0xfffff) == 0 ? 0 : 1)) + " MiB";
    }

    /** A set such as {@code 0-3,^2,7}. */
    static Optional<CpuSet> set(String text) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : text.strip().split(",", -1)) {
            String range = part.strip();
            boolean not = range.startsWith("^");
            String[] ends = (not ? range.substring(1) : range).split("-", -1);
            if (ends.length > 2 || !ends[0].strip().matches("[0-9]{1,5}")
                    || !ends[ends.length - 1].strip().matches("[0-9]{1,5}")) {
                return Optional.empty();
            }
            int first = Integer.parseInt(ends[0].strip());
            int last = Integer.parseInt(ends[ends.length - 1].strip());
            if (last > CpuSet.HIGHEST || last - first > HIGHEST) {
                return Optional.empty();
            }
            for (int i = first; i <= last; i++) {
                if (not) {
                    numbers.remove(i);
                } else {
                    numbers.add(i);
                }
            }
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(new CpuSet(List.copyOf(numbers)));
    }

    /** The guest's PCI place of a device; absent where libvirt is to choose one. */
    static Optional<GuestAddress> place(XmlElement device) {
        Optional<XmlElement> address = device.child("address").filter(a -> a.value("type").equals("pci"));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        XmlElement a = address.get();
        int domain = whole(a.value("domain")).orElse(0);
        int bus = whole(a.value("bus")).orElse(0);
        int slot = whole(a.value("slot")).orElse(0);
        int function = whole(a.value("function")).orElse(0);
        a.ignore("multifunction");
        boolean empty = bus == 0 && slot == 0 && function == 0;
        return domain != 0 || empty || bus > 255 || slot > 31 || function > 7 ? Optional.empty()
                : Optional.of(new GuestAddress(bus, slot, function));
    }

    /** The host's address of a PCI device. */
    static Optional<PciAddress> host(XmlElement address) {
        int domain = whole(address.value("domain")).orElse(0);
        OptionalInt bus = whole(address.value("bus"));
        OptionalInt slot = whole(address.value("slot"));
        int function = whole(address.value("function")).orElse(0);
        boolean fits = bus.isPresent() && bus.getAsInt() < 256 && slot.isPresent() && slot.getAsInt() < 32
                && function < 8 && domain >= 0;
        return fits ? Optional.of(new PciAddress(domain, bus.getAsInt(), slot.getAsInt(), function))
                : Optional.empty();
    }
}
