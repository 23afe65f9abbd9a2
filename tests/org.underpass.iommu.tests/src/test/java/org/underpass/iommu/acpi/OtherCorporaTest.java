package org.underpass.iommu.acpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.pci.PciAddress;
import org.underpass.pci.Topology;

/** Tables of QEMU, libvirt and fwts against what their makers say of them. */
class OtherCorporaTest {

    /** Node kinds in libvirt's test data: as iasl lists them, and as many as the header claims. */
    private static final Map<String, String> NODES = Map.of(
            "IORT_ampere", "{ITS_GROUP=12, ROOT_COMPLEX=12, SMMU_V3=12}",
            "IORT_gigabyte", "{ITS_GROUP=2, ROOT_COMPLEX=20, SMMU_V1_V2=8}",
            "IORT_qualcomm", "{ITS_GROUP=1, NAMED_COMPONENT=32, PMCG=24, ROOT_COMPLEX=6, SMMU_V3=6}",
            "IORT_virt_aarch64", "{ITS_GROUP=1, ROOT_COMPLEX=1}");

    @Test
    void libvirtsTablesAreSoundButOne() throws IOException {
        try (Stream<Path> files = Files.list(Corpora.need("acpi/libvirt-iort"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                RemappingTable table = RemappingTable.decode(AcpiTable.read(Files.readAllBytes(file)).orElseThrow());
                System.out.println(name + ": " + kinds(table) + " " + table.problems());
                if (name.equals("IORT_empty")) {
                    assertEquals(List.of("the checksum is wrong: the table's bytes do not add up to 0",
                            "1 bytes lie behind the end that the header claims", "the table has no nodes"),
                            table.problems().stream().map(Problem::message).toList());
                    continue;
                }
                assertEquals(NODES.get(name), kinds(table));
                assertEquals(List.of(), table.problems());
            }
        }
    }

    @Test
    void qemusTablesSayWhatItsArgumentsSay() throws IOException {
        Path folder = Corpora.need("acpi/qemu");
        RemappingTable.Dmar dmar = (RemappingTable.Dmar) table(folder.resolve("x86_q35_DMAR.dmar"));
        assertEquals(List.of(), dmar.problems());
        assertEquals(47, dmar.hostAddressWidth());
        assertTrue(dmar.interruptRemapping());
        assertEquals(0xfed90000L, ((DmarStructure.Drhd) dmar.structures().get(0)).registerBaseAddress());

        RemappingTable ivrs = table(folder.resolve("x86_q35_IVRS.ivrs"));
        assertEquals(List.of(), ivrs.problems());
        assertEquals(List.of(0x10, 0x11), ivrs.structures().stream().map(Structure::typeCode).toList());
        assertTrue(ivrs.structures().stream().allMatch(
                block -> ((IvrsStructure.Ivhd) block).iommuBaseAddress() == 0xfed80000L));

        RemappingTable viot = table(folder.resolve("x86_q35_VIOT.viot"));
        assertEquals(List.of(), viot.problems());
        assertEquals("{PCI_RANGE=2, VIRTIO_PCI_IOMMU=1}", kinds(viot));
        RemappingUnits units = RemappingUnits.of(viot, Topology.of(List.of(), Map.of()));
        assertEquals(OptionalInt.of(0x3008), assertInstanceOf(RemappingUnits.Governance.Unit.class,
                units.governing(PciAddress.parse("30:01.0"))).requesterId());
        assertInstanceOf(RemappingUnits.Governance.None.class, units.governing(PciAddress.parse("20:01.0")));

        assertEquals("{PCI_RANGE=1, VIRTIO_PCI_IOMMU=1}", kinds(table(folder.resolve("aarch64_virt_VIOT"))));
        RemappingTable iort = table(folder.resolve("aarch64_virt_IORT"));
        assertEquals(List.of(), iort.problems());
        assertEquals("{ITS_GROUP=1, ROOT_COMPLEX=1}", kinds(iort));
    }

    /**
     * fwts prints the fields of each block; of memory blocks it has the start and length shifted, so they are left out.
     * Its bad table has an entry of reserved type 44h, at which fwts complains too (in decimal).
     */
    @Test
    void fwtsReadsTheSameFields() throws IOException {
        Path folder = Corpora.need("acpi/fwts-ivrs");
        int compared = 0;
        for (String number : List.of("0001", "0002")) {
            AcpiTable table = fromDump(folder.resolve("acpidump-" + number + ".log"), "IVRS");
            RemappingTable decoded = RemappingTable.decode(table);
            List<Structure> blocks = new ArrayList<>(decoded.structures());
            Structure block = null;
            Map<String, String> names = Map.of("Flags", "flags", "DeviceID", "deviceId", "Capability Offset",
                    "capabilityOffset", "IOMMU Base Address", "iommuBaseAddress", "IOMMU Info", "iommuInfo",
                    "IOMMU Feature Reporting", "iommuFeatureInfo", "IOMMU Attribute", "iommuAttributes",
                    "EFR Register Image", "efrRegisterImage", "WFR Register Image 2", "efrRegisterImage2",
                    "Auxiliary data", "auxiliaryData");
            Matcher line = Pattern.compile("(?m)^ivrs +(Type|Length|[A-Z][\\w /]+?):\\s+0x([0-9a-f]+)$")
                    .matcher(Files.readString(folder.resolve("ivrs-" + number + ".log")));
            while (line.find()) {
                long theirs = Long.parseUnsignedLong(line.group(2), 16);
                String name = line.group(1);
                if (name.equals("IVinfo")) {
                    assertEquals(theirs, ((RemappingTable.Ivrs) decoded).ivInfo());
                } else if (name.equals("Type")) {
                    block = blocks.remove(0);
                    assertEquals(theirs, block.typeCode());
                } else if (name.equals("Length")) {
                    assertEquals(theirs, block.length());
                } else if (names.containsKey(name)) {
                    Field ours = block.fields().stream().filter(field -> field.name().equals(names.get(name)))
                            .findFirst().orElseThrow();
                    assertEquals(new Value.Hex(theirs, ours.length()), ours.value(), name + " in " + block);
                } else {
                    continue;
                }
                compared++;
            }
            assertEquals(List.of(), blocks);
            assertEquals(number.equals("0002"), decoded.problems().stream()
                    .anyMatch(problem -> problem.message().contains("reserved type 44h")), decoded.problems()
                    .toString());
        }
        System.out.println("fwts: " + compared + " fields compared");
        assertTrue(compared > 50);
    }

    private static RemappingTable table(Path file) throws IOException {
        return RemappingTable.decode(AcpiTable.read(Files.readAllBytes(file)).orElseThrow());
    }

    private static String kinds(RemappingTable table) {
        return table.structures().stream().collect(Collectors.groupingBy(Structure::type, TreeMap::new,
                Collectors.counting())).toString();
    }

    /** One table out of acpidump's text. */
    private static AcpiTable fromDump(Path file, String signature) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean inside = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(signature + " @")) {
                inside = true;
            } else if (inside && line.isBlank()) {
                break;
            } else if (inside) {
                String hex = line.substring(8, Math.min(line.length(), 8 + 48)).replaceAll("[^0-9A-Fa-f]", "");
                bytes.writeBytes(HexFormat.of().parseHex(hex));
            }
        }
        return AcpiTable.read(bytes.toByteArray()).orElseThrow();
    }
}
