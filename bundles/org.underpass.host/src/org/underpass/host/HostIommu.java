package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.pci.PciAddress;

/** The host's IOMMUs: what the kernel drives and what firmware describes. */
public final class HostIommu {

    /** Makes of IOMMUs. */
    public enum Make {
        INTEL, AMD, SMMU, VIRTIO, OTHER
    }

    /**
     * An IOMMU that the kernel drives.
     *
     * @param name         of its directory in sys/class/iommu: {@code dmar0}, {@code ivhd0}, {@code smmu3.0x…}
     * @param capabilities Intel's Capability Register, AMD's capability header
     * @param extended     Intel's Extended Capability Register, AMD's Extended Feature Register
     * @param address      of its registers, where the kernel shows it (Intel)
     * @param devices      PCI functions behind it
     */
    public record Unit(String name, Make make, Fact<Long> capabilities, Fact<Long> extended, Fact<Long> address,
            List<PciAddress> devices, Provenance source) {
        public Unit {
            devices = List.copyOf(devices);
        }
    }

    static final String UNITS = "sys/class/iommu";
    static final String TABLES = "sys/firmware/acpi/tables";
    private static final List<String> REMAPPING = List.of("DMAR", "IVRS", "IORT", "VIOT");

    private final Reader reader;
    private final Function<String, Optional<byte[]>> beside;
    private final Lazy<Fact<List<Unit>>> units = new Lazy<>(this::readUnits);
    private final Map<String, Fact<AcpiTable>> tables = new ConcurrentHashMap<>();

    /** @param beside finds a file that lies beside a capture, by its name */
    HostIommu(Reader reader, Function<String, Optional<byte[]>> beside) {
        this.reader = reader;
        this.beside = beside;
    }

    /** IOMMUs that the kernel drives; known and empty where it drives none. */
    public Fact<List<Unit>> units() {
        return units.get();
    }

    /** Names of all ACPI tables that firmware has, as far as the source shows. */
    public Fact<List<String>> tableNames() {
        return reader.tree().list(TABLES);
    }

    /**
     * Whether firmware has a table of that signature: known also where only its name is shown, not its bytes.
     */
    public Fact<Boolean> hasTable(String signature) {
        Fact<AcpiTable> table = table(signature);
        String path = TABLES + "/" + signature;
        return table.isKnown() ? table.map(t -> true)
                : reader.tree().exists(path) ? Fact.known(true, path)
                : table.isAbsent() ? Fact.known(false, path) : table.map(t -> false);
    }

    /**
     * A table by its signature: from sysfs, from a folder {@code acpi} at the top of a capture, or from a file of
     * that name beside one ({@code DMAR.bin}, {@code DMAR.dat}). Absent where the source shows other tables and not
     * this one.
     */
    public Fact<AcpiTable> table(String signature) {
        Fact<AcpiTable> known = tables.get(signature);
        if (known == null) {
            known = readTable(signature);
            tables.put(signature, known);
        }
        return known;
    }

    /** The tables that describe DMA remapping, of those that are shown with their bytes: DMAR, IVRS, IORT, VIOT. */
    public List<Fact.Known<AcpiTable>> remappingTables() {
        List<Fact.Known<AcpiTable>> found = new ArrayList<>();
        for (String signature : REMAPPING) {
            if (table(signature) instanceof Fact.Known<AcpiTable> table) {
                found.add(table);
            }
        }
        return List.copyOf(found);
    }

    private Fact<AcpiTable> readTable(String signature) {
        String path = TABLES + "/" + signature;
        Fact<byte[]> bytes = reader.tree().read(path);
        Fact<AcpiTable> shown = bytes.flatMap(content -> decode(content, path));
        if (shown.isKnown()) {
            return shown;
        }
        String copied = "acpi/" + signature;
        Fact<AcpiTable> other = reader.tree().read(copied).flatMap(content -> decode(content, copied));
        if (other.isKnown()) {
            return other;
        }
        for (String name : List.of(signature + ".bin", signature + ".dat")) {
            Optional<AcpiTable> table = beside.apply(name).flatMap(AcpiTable::read);
            if (table.isPresent()) {
                return Fact.known(table.get(), name);
            }
        }
        List<String> others = tableNames().orElse(List.of());
        boolean listed = others.contains("FACP") || others.stream().anyMatch(REMAPPING::contains);
        return bytes.isUnknown() && listed && !others.contains(signature) ? Fact.absent(path) : shown;
    }

    private static Fact<AcpiTable> decode(byte[] bytes, String path) {
        return AcpiTable.read(bytes).map(table -> Fact.known(table, path)).orElse(Fact.unknown(
                bytes.length == 0 ? "its bytes were not captured" : "it is shorter than a table's header", path));
    }

    private Fact<List<Unit>> readUnits() {
        return reader.tree().list(UNITS).map(names -> {
            List<Unit> found = new ArrayList<>();
            for (String name : names) {
                String path = UNITS + "/" + name;
                String intel = path + "/intel-iommu/";
                String amd = path + "/amd-iommu/";
                List<PciAddress> devices = new ArrayList<>();
                for (String device : reader.tree().list(path + "/devices").orElse(List.of())) {
                    PciAddress.tryParse(device).ifPresent(devices::add);
                }
                Make make = make(name);
                found.add(new Unit(name, make, reader.hex((make == Make.AMD ? amd : intel) + "cap"),
                        make == Make.AMD ? features(amd + "features") : reader.hex(intel + "ecap"),
                        reader.hex(intel + "address"), devices, Provenance.of(path)));
            }
            return List.copyOf(found);
        });
    }

    /** Newer kernels write the second register and a colon before it (drivers/iommu/amd/init.c). */
    private Fact<Long> features(String path) {
        return reader.parsed(path, "a hexadecimal number", text -> Reader.parseHex(
                text.substring(text.indexOf(':') + 1)));
    }

    /** By the names that drivers/iommu gives. */
    private static Make make(String name) {
        return name.startsWith("dmar") ? Make.INTEL : name.startsWith("ivhd") ? Make.AMD
                : name.startsWith("smmu") ? Make.SMMU : name.startsWith("virtio") ? Make.VIRTIO : Make.OTHER;
    }
}
