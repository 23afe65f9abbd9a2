package org.underpass.pci;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Names of vendors, devices, subsystems and classes, from text in the format of pci.ids.
 *
 * <p>The text is kept as bytes; names are made when asked for. The names for a whole machine cost a few milliseconds,
 * reading the file included. Immutable.
 */
public final class PciIds {

    /** Where systems keep the file, in the order to try: Debian, Fedora and Arch, others. */
    public static final List<String> USUAL_PLACES =
            List.of("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids", "/usr/share/pci.ids");

    /** Date of the copy that ships with this bundle. */
    public static final String BUNDLED_DATE = "2023-04-10";

    private static final String BUNDLED = "pci.ids.gz";
    /** A list is about 1.5 MB; more than this is no list. */
    private static final int LIMIT = 64 << 20;

    private final String source;
    private final IdsText text;

    private PciIds(String source, byte[] bytes) {
        this.source = source;
        this.text = new IdsText(bytes);
    }

    /**
     * Reads the whole text. Lines that do not fit the format are passed over. The reader is left open.
     *
     * @param source where the text comes from, for {@link #source}
     * @throws IOException also where the text is longer than 64 MiB
     */
    public static PciIds read(Reader reader, String source) throws IOException {
        StringWriter all = new StringWriter();
        char[] buffer = new char[1 << 16];
        for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
            if (all.getBuffer().length() + count > LIMIT) {
                throw new IOException(source + ": longer than any list of PCI ids");
            }
            all.write(buffer, 0, count);
        }
        return new PciIds(source, all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a file; the fastest way. */
    public static PciIds read(Path file) throws IOException {
        if (Files.size(file) > LIMIT) {
            throw new IOException(file + ": longer than any list of PCI ids");
        }
        return new PciIds(file.toString(), Files.readAllBytes(file));
    }

    /**
     * The first of {@link #USUAL_PLACES} that can be read, else the bundled copy. Reads the machine it runs on: for
     * names that people read, never for anything that goes into an artifact.
     */
    public static PciIds ofSystem() {
        for (String place : USUAL_PLACES) {
            Path file = Path.of(place);
            if (Files.isReadable(file)) {
                try {
                    return read(file);
                } catch (IOException e) {
                    // an unreadable list is as good as none: try the next
                }
            }
        }
        return bundled();
    }

    /** The copy that ships with this bundle, of {@link #BUNDLED_DATE}. Unpacked once, about 10 ms. */
    public static PciIds bundled() {
        return Bundled.IDS;
    }

    /** Where the names come from, for people. */
    public String source() {
        return source;
    }

    /** Name of a vendor. */
    public Optional<String> vendor(int vendor) {
        return Optional.ofNullable(text.vendor(vendor));
    }

    /** Name of a device. */
    public Optional<String> device(int vendor, int device) {
        return Optional.ofNullable(text.device(vendor, device));
    }

    /** Name of a subsystem of a device. */
    public Optional<String> subsystem(int vendor, int device, int subsystemVendor, int subsystemDevice) {
        return Optional.ofNullable(text.subsystem(vendor, device, subsystemVendor, subsystemDevice));
    }

    /** Name of the sub-class of a 24-bit class code, or of its base class where the list has no more. */
    public Optional<String> className(int classCode) {
        String sub = text.subClass(PciClass.base(classCode), PciClass.sub(classCode));
        return Optional.ofNullable(sub != null ? sub : text.baseClass(PciClass.base(classCode)));
    }

    /** Name of the programming interface of a 24-bit class code. */
    public Optional<String> programmingInterface(int classCode) {
        return Optional.ofNullable(text.programmingInterface(PciClass.base(classCode), PciClass.sub(classCode),
                PciClass.programmingInterface(classCode)));
    }

    private static final class Bundled {
        static final PciIds IDS = load();

        private static PciIds load() {
            try (InputStream packed = PciIds.class.getResourceAsStream(BUNDLED);
                    InputStream in = new GZIPInputStream(packed, 1 << 16)) {
                return new PciIds("pci.ids of " + BUNDLED_DATE + ", bundled", in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the bundled pci.ids cannot be read", e);
            }
        }
    }
}
