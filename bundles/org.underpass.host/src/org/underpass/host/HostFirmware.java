package org.underpass.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.host.tree.Json;

/**
 * Firmware that the host has for guests: QEMU's descriptors (docs/interop/firmware.json) and the files they name.
 */
public final class HostFirmware {

    /**
     * One descriptor.
     *
     * @param description    for people
     * @param interfaceTypes {@code uefi}, {@code bios}, ...
     * @param device         how it is given to the guest: {@code flash}, {@code memory} or {@code kernel}
     * @param mode           for flash: {@code split} (the default), {@code combined} or {@code stateless}
     * @param executable     absolute path of the code
     * @param format         its format, {@code raw} or {@code qcow2}; {@code raw} where not given
     * @param nvramTemplate  absolute path of the template for variables
     * @param nvramFormat    its format
     * @param targets        what it runs on
     * @param features       {@code secure-boot}, {@code enrolled-keys}, {@code requires-smm}, ...
     */
    public record Descriptor(String description, List<String> interfaceTypes, String device, Optional<String> mode,
            String executable, String format, Optional<String> nvramTemplate, Optional<String> nvramFormat,
            List<Target> targets, List<String> features, Provenance source) {
        public Descriptor {
            interfaceTypes = List.copyOf(interfaceTypes);
            targets = List.copyOf(targets);
            features = List.copyOf(features);
        }

        /** Whether it is UEFI firmware. */
        public boolean isUefi() {
            return interfaceTypes.contains("uefi");
        }
    }

    /**
     * A kind of machine.
     *
     * @param architecture {@code x86_64}
     * @param machines     glob patterns of machine types: {@code pc-q35-*}
     */
    public record Target(String architecture, List<String> machines) {
        public Target {
            machines = List.copyOf(machines);
        }
    }

    /** Where descriptors are, the first hiding files of the same name in later ones; QEMU's order of precedence. */
    private static final List<String> DIRECTORIES = List.of("etc/qemu/firmware", "usr/share/qemu/firmware");

    private final Reader reader;
    private final Lazy<Fact<List<Descriptor>>> descriptors = new Lazy<>(this::readDescriptors);

    HostFirmware(Reader reader) {
        this.reader = reader;
    }

    /** All descriptors in the order of precedence: by file name. */
    public Fact<List<Descriptor>> descriptors() {
        return descriptors.get();
    }

    /** Whether a file that a descriptor names is there; costs a look at it. */
    public Fact<Boolean> isThere(String absolutePath) {
        String path = absolutePath.startsWith("/") ? absolutePath.substring(1) : absolutePath;
        return reader.tree().exists(path) ? Fact.known(true, path)
                : reader.tree().isComplete(path) ? Fact.known(false, path)
                : Fact.unknown("the source does not show it", path);
    }

    private Fact<List<Descriptor>> readDescriptors() {
        Map<String, String> files = new LinkedHashMap<>();
        Fact<List<String>> last = null;
        boolean shown = false;
        for (String directory : DIRECTORIES) {
            last = reader.tree().list(directory);
            shown |= last.isKnown();
            for (String name : last.orElse(List.of())) {
                if (name.endsWith(".json")) {
                    files.putIfAbsent(name, directory + "/" + name);
                }
            }
        }
        if (!shown) {
            return last.map(names -> List.of());
        }
        List<Descriptor> found = new ArrayList<>();
        files.keySet().stream().sorted().forEach(name -> reader.text(files.get(name)).value()
                .flatMap(Json::parse).flatMap(json -> descriptor(json, files.get(name))).ifPresent(found::add));
        return Fact.known(List.copyOf(found), DIRECTORIES.getLast());
    }

    private static Optional<Descriptor> descriptor(Object json, String file) {
        if (!(json instanceof Map<?, ?> top)) {
            return Optional.empty();
        }
        Map<?, ?> mapping = Json.object(top, "mapping");
        Map<?, ?> code = Json.object(mapping, "executable");
        Map<?, ?> variables = Json.object(mapping, "nvram-template");
        Optional<String> executable = Json.text(code, "filename").or(() -> Json.text(mapping, "filename"));
        List<Target> targets = new ArrayList<>();
        if (top.get("targets") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> target) {
                    targets.add(new Target(Json.text(target, "architecture").orElse(""),
                            Json.texts(target, "machines")));
                }
            }
        }
        return executable.map(path -> new Descriptor(Json.text(top, "description").orElse(""),
                Json.texts(top, "interface-types"), Json.text(mapping, "device").orElse(""),
                Json.text(mapping, "mode"), path, Json.text(code, "format").orElse("raw"),
                Json.text(variables, "filename"), Json.text(variables, "format"), targets,
                Json.texts(top, "features"), Provenance.of(file)));
    }
}
