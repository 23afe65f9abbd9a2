package org.underpass.profile.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciFunction;
import org.underpass.profile.DeviceMatch;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.ProfileReader;

/**
 * The device profiles that ship with the product: what is publicly known about families of cards, each fact with its
 * source, for people to copy and change. Reading one costs about a millisecond.
 */
public final class DeviceLibrary {
    /** The families, in the order in which they are listed; each is a file beside this class. */
    private static final List<String> NAMES = List.of("amd-polaris10", "amd-polaris11", "amd-polaris12", "amd-vega10",
            "amd-vega20", "amd-navi10", "amd-navi12", "amd-navi14", "amd-navi2x", "amd-navi3x", "amd-navi4x",
            "amd-bonaire", "amd-hawaii", "amd-apu", "amd-radeon", "amd-platform", "nvidia-geforce", "nvidia-blackwell",
            "nvidia-hopper", "nvidia-quadro-m1000m-p50", "intel-ivybridge", "intel-82579", "mediatek-mt7922",
            "atheros-wlan");

    private DeviceLibrary() {
    }

    /**
     * One of them.
     *
     * @param text the file, with its comments
     */
    public record Entry(String text, DeviceProfile profile) {
        /** The name that its file wants to have. */
        public String fileName() {
            return profile.name() + ProfileLanguage.DEVICE_SUFFIX;
        }
    }

    /** All of them. */
    public static List<Entry> all() {
        return NAMES.stream().map(DeviceLibrary::read).toList();
    }

    /** The one of this name. */
    public static Optional<Entry> find(String name) {
        return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    /** Those that speak of a function; the one that says most exactly which devices it means comes first. */
    public static List<Entry> of(PciFunction function) {
        List<Entry> fitting = new ArrayList<>();
        for (Entry entry : all()) {
            if (entry.profile.match().stream().anyMatch(m -> fits(m, function))) {
                fitting.add(entry);
            }
        }
        fitting.sort(Comparator.comparing(e -> -exactness(e.profile, function)));
        return fitting;
    }

    private static boolean fits(DeviceMatch match, PciFunction f) {
        return match.matches(f.vendor(), f.device(), f.subsystemVendor(), f.subsystemDevice(), f.classCode(),
                f.revision());
    }

    private static int exactness(DeviceProfile profile, PciFunction function) {
        return profile.match().stream().filter(m -> fits(m, function))
                .mapToInt(m -> (m.subsystemDevice().isPresent() ? 4 : 0) + (m.devices().isEmpty() ? 0 : 2)
                        + (m.classCode().isPresent() ? 1 : 0)).max().orElse(0);
    }

    private static Entry read(String name) {
        String file = name + ProfileLanguage.DEVICE_SUFFIX;
        try (InputStream in = DeviceLibrary.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Entry(text, (DeviceProfile) ProfileReader.read(text, file).profile().orElseThrow());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
