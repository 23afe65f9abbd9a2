package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciAddress;

/** Guests that libvirt knows of, and the PCI functions that they are given: its own files in /etc and /run. */
public final class HostGuests {

    /**
     * One guest.
     *
     * @param name    as libvirt calls it
     * @param running whether it ran when the host was looked at
     * @param devices functions that it is given, in order
     */
    public record Guest(String name, boolean running, List<PciAddress> devices, Provenance source) {
        public Guest {
            devices = List.copyOf(devices);
        }
    }

    private static final String RUNNING = "run/libvirt/qemu";
    private static final String DEFINED = "etc/libvirt/qemu";

    private final Reader reader;
    private final Lazy<List<Guest>> all = new Lazy<>(this::read);

    HostGuests(Reader reader) {
        this.reader = reader;
    }

    /** Those that are shown, running ones first, each once; that one is not there proves nothing. */
    public List<Guest> all() {
        return all.get();
    }

    private List<Guest> read() {
        List<Guest> found = new ArrayList<>();
        for (String folder : List.of(RUNNING, DEFINED)) {
            for (String name : reader.tree().list(folder).orElse(List.of())) {
                if (name.endsWith(".xml")) {
                    String path = folder + "/" + name;
                    reader.text(path).value().flatMap(text -> guest(text, path, folder.equals(RUNNING)))
                            .filter(g -> found.stream().noneMatch(other -> other.name.equals(g.name)))
                            .ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    /** libvirt writes these files itself, always in the same way: no parser is needed that knows all of XML. */
    private static Optional<Guest> guest(String text, String path, boolean running) {
        Optional<String> name = between(text, "<name>", "</name>", 0);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<PciAddress> devices = new ArrayList<>();
        for (int at = text.indexOf("<hostdev "); at >= 0; at = text.indexOf("<hostdev ", at + 1)) {
            between(text, "<source", "</source>", at).flatMap(HostGuests::address).ifPresent(devices::add);
        }
        return Optional.of(new Guest(name.get(), running, devices, Provenance.of(path)));
    }

    private static Optional<PciAddress> address(String source) {
        try {
            return Optional.of(new PciAddress(hex(source, "domain"), hex(source, "bus"), hex(source, "slot"),
                    hex(source, "function")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int hex(String source, String name) {
        String text = between(source, " " + name + "='0x", "'", 0)
                .orElseThrow(() -> new IllegalArgumentException(name));
        return Integer.parseInt(text, 16);
    }

    private static Optional<String> between(String text, String open, String close, int from) {
        int start = text.indexOf(open, from);
        int end = start < 0 ? -1 : text.indexOf(close, start + open.length());
        return end < 0 ? Optional.empty() : Optional.of(text.substring(start + open.length(), end));
    }
}
