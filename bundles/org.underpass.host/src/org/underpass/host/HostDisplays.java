package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciAddress;

/** What draws on the host's screens: framebuffers, virtual consoles, DRM cards and their connectors. */
public final class HostDisplays {

    /**
     * A framebuffer device.
     *
     * @param number   of {@code /dev/fbN}
     * @param name     what its driver calls itself: {@code amdgpudrmfb}, {@code EFI VGA}, {@code simpledrmdrmfb}
     * @param function the adapter it belongs to, where the kernel says so
     */
    public record Framebuffer(int number, String name, Optional<PciAddress> function, Provenance source) {
    }

    /**
     * A driver of virtual consoles.
     *
     * @param name  of its directory: {@code vtcon1}
     * @param title {@code (M) frame buffer device}
     * @param bound whether consoles are drawn by it
     */
    public record Console(String name, String title, boolean bound, Provenance source) {
        /** Whether it draws on framebuffers. */
        public boolean isFramebuffer() {
            return title.contains("frame buffer");
        }
    }

    /**
     * A platform device that firmware's framebuffer became.
     *
     * @param name   {@code efi-framebuffer.0}, {@code simple-framebuffer.0}, {@code vesa-framebuffer.0}
     * @param driver what is bound to it; empty where nothing is
     */
    public record FirmwareFramebuffer(String name, Optional<String> driver, Provenance source) {
    }

    /**
     * A DRM card.
     *
     * @param name       {@code card0}
     * @param function   the adapter it belongs to; empty for one that is no PCI function
     * @param connectors by name
     */
    public record Card(String name, Optional<PciAddress> function, List<Connector> connectors, Provenance source) {
        public Card {
            connectors = List.copyOf(connectors);
        }
    }

    /**
     * An outlet of a card.
     *
     * @param name      {@code HDMI-A-1}
     * @param connected whether a screen is on it; empty where the driver does not know
     */
    public record Connector(String name, Optional<Boolean> connected) {
    }

    private static final String GRAPHICS = "sys/class/graphics";
    private static final String CONSOLES = "sys/class/vtconsole";
    private static final String PLATFORM = "sys/bus/platform/devices";
    private static final String DRM = "sys/class/drm";

    private final Reader reader;
    private final Lazy<Fact<List<Framebuffer>>> framebuffers = new Lazy<>(this::readFramebuffers);
    private final Lazy<Fact<List<Console>>> consoles = new Lazy<>(this::readConsoles);
    private final Lazy<Fact<List<FirmwareFramebuffer>>> firmware = new Lazy<>(this::readFirmware);
    private final Lazy<Fact<List<Card>>> cards = new Lazy<>(this::readCards);

    HostDisplays(Reader reader) {
        this.reader = reader;
    }

    /** Framebuffers by number. */
    public Fact<List<Framebuffer>> framebuffers() {
        return framebuffers.get();
    }

    /** Drivers of virtual consoles. */
    public Fact<List<Console>> consoles() {
        return consoles.get();
    }

    /** Platform devices of firmware's framebuffer. */
    public Fact<List<FirmwareFramebuffer>> firmwareFramebuffers() {
        return firmware.get();
    }

    /** DRM cards by name. */
    public Fact<List<Card>> cards() {
        return cards.get();
    }

    private Fact<List<Framebuffer>> readFramebuffers() {
        return reader.tree().list(GRAPHICS).map(names -> {
            List<Framebuffer> found = new ArrayList<>();
            for (String name : names) {
                Optional<Long> number = name.startsWith("fb") ? Reader.parseNumber(name.substring(2))
                        : Optional.empty();
                if (number.isPresent()) {
                    String path = GRAPHICS + "/" + name;
                    found.add(new Framebuffer(number.get().intValue(), reader.line(path + "/name").orElse(""),
                            function(path), Provenance.of(path)));
                }
            }
            found.sort((a, b) -> Integer.compare(a.number, b.number));
            return List.copyOf(found);
        });
    }

    private Fact<List<Console>> readConsoles() {
        return reader.tree().list(CONSOLES).map(names -> {
            List<Console> found = new ArrayList<>();
            for (String name : names) {
                String path = CONSOLES + "/" + name;
                reader.flag(path + "/bind").value().ifPresent(bound -> found.add(
                        new Console(name, reader.line(path + "/name").orElse(""), bound, Provenance.of(path))));
            }
            return List.copyOf(found);
        });
    }

    private Fact<List<FirmwareFramebuffer>> readFirmware() {
        return reader.tree().list(PLATFORM).map(names -> {
            List<FirmwareFramebuffer> found = new ArrayList<>();
            for (String name : names) {
                if (name.contains("-framebuffer.")) {
                    String path = PLATFORM + "/" + name;
                    found.add(new FirmwareFramebuffer(name,
                            reader.tree().link(path + "/driver").value().map(PciFiles::lastName),
                            Provenance.of(path)));
                }
            }
            return List.copyOf(found);
        });
    }

    private Fact<List<Card>> readCards() {
        return reader.tree().list(DRM).map(names -> {
            List<Card> found = new ArrayList<>();
            for (String name : names) {
                if (!name.startsWith("card") || name.indexOf('-') > 0) {
                    continue;
                }
                List<Connector> connectors = new ArrayList<>();
                for (String other : names) {
                    if (other.startsWith(name + "-")) {
                        String status = reader.line(DRM + "/" + other + "/status").orElse("unknown");
                        connectors.add(new Connector(other.substring(name.length() + 1),
                                status.equals("connected") ? Optional.of(true)
                                        : status.equals("disconnected") ? Optional.of(false) : Optional.empty()));
                    }
                }
                found.add(new Card(name, function(DRM + "/" + name), connectors, Provenance.of(DRM + "/" + name)));
            }
            return List.copyOf(found);
        });
    }

    /** The innermost PCI function that a class device's real path lies in. */
    private Optional<PciAddress> function(String path) {
        return innermost(reader.tree().resolve(path).orElse(path));
    }

    static Optional<PciAddress> innermost(String path) {
        Optional<PciAddress> last = Optional.empty();
        for (String part : path.split("/")) {
            Optional<PciAddress> address = PciAddress.tryParse(part);
            last = address.isPresent() ? address : last;
        }
        return last;
    }
}
