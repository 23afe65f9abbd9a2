package org.underpass.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostModprobe;
import org.underpass.host.KernelArguments;
import org.underpass.host.Provenance;
import org.underpass.pci.PciFunction;

/**
 * The devices that vfio-pci is told to take by their ids, on the kernel's command line and in modprobe.d. An item is
 * {@code vendor:device[:subvendor[:subdevice[:class[:class_mask]]]]} in hex, items are separated by commas
 * (Linux, drivers/vfio/pci/vfio_pci.c, vfio_pci_fill_ids).
 *
 * @param items those that the kernel understands, in order
 */
public record VfioIds(List<Item> items) {
    private static final long ANY = 0xffffffffL;

    public VfioIds {
        items = List.copyOf(items);
    }

    /**
     * One id.
     *
     * @param text as written
     */
    public record Item(String text, long vendor, long device, long subsystemVendor, long subsystemDevice,
            long classCode, long classMask, Provenance source) {
        /** Whether the kernel would match a function; a subsystem that is not shown fits no item that names one. */
        public boolean matches(PciFunction pci) {
            return fits(vendor, pci.vendor()) && fits(device, pci.device())
                    && fits(subsystemVendor, pci.subsystemVendor().orElse(-1))
                    && fits(subsystemDevice, pci.subsystemDevice().orElse(-1))
                    && ((classCode ^ pci.classCode()) & classMask) == 0;
        }

        private static boolean fits(long wanted, int shown) {
            return wanted == ANY || wanted == shown;
        }
    }

    /** The ids that a host shows; empty where it shows none. */
    public static VfioIds of(Host host) {
        List<Item> items = new ArrayList<>();
        for (Written written : written(host)) {
            for (String word : written.value().split(",")) {
                parse(word, written.source()).ifPresent(items::add);
            }
        }
        return new VfioIds(items);
    }

    /**
     * A list of ids as written.
     *
     * @param value what follows the equals sign
     */
    public record Written(String value, Provenance source) {
    }

    /** The lists of ids as they are written, in the order in which the kernel sees them. */
    public static List<Written> written(Host host) {
        List<Written> all = new ArrayList<>();
        for (HostModprobe.Option option : host.modprobe().value().map(m -> m.options("vfio_pci")).orElse(List.of())) {
            if (option.name().equals("ids")) {
                all.add(new Written(option.value(), option.source()));
            }
        }
        KernelArguments arguments = host.kernel().arguments().orElse(new KernelArguments(List.of()));
        for (String value : arguments.values("vfio-pci.ids")) {
            all.add(new Written(value, host.kernel().arguments().source()));
        }
        return all;
    }

    /** The first item that matches a function. */
    public Optional<Item> matching(PciFunction pci) {
        return items.stream().filter(item -> item.matches(pci)).findFirst();
    }

    private static Optional<Item> parse(String text, Provenance source) {
        String[] parts = text.strip().split(":");
        long[] values = {0, 0, ANY, ANY, 0, 0};
        if (parts.length < 2 || parts.length > values.length) {
            return Optional.empty();
        }
        for (int i = 0; i < parts.length; i++) {
            try {
                values[i] = Long.parseUnsignedLong(parts[i], 16);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.of(new Item(text.strip(), values[0], values[1], values[2], values[3], values[4], values[5],
                source));
    }
}
