package org.underpass.iommu.acpi;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/** Decoders never throw and never hang, whatever the bytes; and every structure stays inside of its table. */
class MutationTest {
    private static final Topology TOPOLOGY = Topology.of(List.of(PciFunction.at(PciAddress.parse("00:02.0")).ids(1, 2)
            .classCode(0x030000).build()), Map.of());

    @Test
    void mutatedFixturesDecode() {
        List<byte[]> seeds = List.of(
                TableBytes.dmar(38, 1).u16(0).u16(24).u8(1).u8(0).u16(0).u64(1).scope(1, 0, 0, 2, 0).u16(4).u16(12)
                        .u32(0).text("\\A", 4).bytes(),
                TableBytes.ivrs(3).u8(0x40).u8(0).u16(40 + 4 + 4 + 8 + 31).zeros(36).u8(3).u16(8).u8(0).u8(4).u16(9)
                        .u8(0).u8(0x48).zeros(7).u8(0xf0).zeros(20).u8(9).zeros(9).bytes(),
                TableBytes.of("IORT", 3).u32(3).u32(48).u32(0).u8(0).u16(24).u8(0).zeros(12).u32(1).u32(0).u8(3).u16(76)
                        .u8(0).u32(0).zeros(8).zeros(24).u32(60).u32(0).u32(0).u32(0).u32(0).zeros(16).u8(6).u16(48)
                        .u8(0).u32(0).zeros(8).u32(0).u32(1).u32(28).zeros(20).bytes(),
                TableBytes.of("VIOT", 0).u16(2).u16(48).zeros(8).u8(3).u8(0).u16(16).zeros(12).u8(1).u8(0).u16(24)
                        .zeros(12).u16(48).zeros(6).bytes());
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> seeds.forEach(seed -> mutate(seed, 5000)));
    }

    @Test
    void mutatedRealTablesDecode() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String folder : List.of("acpi/raw", "acpi/qemu", "acpi/libvirt-iort")) {
            try (Stream<Path> files = Files.list(Corpora.need(folder))) {
                for (Path file : files.sorted().toList()) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> seeds.forEach(seed -> mutate(seed, 100)));
    }

    private static void mutate(byte[] seed, int rounds) {
        Random random = new Random(Arrays.hashCode(seed));
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = seed.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> -1;
                    case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                    default -> (byte) random.nextInt(256);
                };
            }
            if (random.nextInt(3) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            AcpiTable.read(bytes).ifPresent(MutationTest::use);
        }
    }

    private static void use(AcpiTable table) {
        RemappingTable decoded = RemappingTable.decode(table);
        int size = table.bytes().length;
        int end = 0;
        for (Structure structure : decoded.structures()) {
            assertTrue(structure.offset() >= end && structure.offset() + structure.length() <= size,
                    () -> structure + " lies outside of " + size + " bytes");
            end = structure.offset() + structure.length();
            inside(structure, structure.fields());
            structure.parts().forEach(parts -> parts.items().forEach(item -> inside(structure, item.fields())));
        }
        decoded.fields().forEach(field -> assertTrue(field.offset() + field.length() <= size, field::toString));
        decoded.problems().forEach(problem -> assertTrue(problem.offset() <= Math.max(size, 48), problem::toString));
        RemappingUnits units = RemappingUnits.of(decoded, TOPOLOGY);
        units.governing(PciAddress.parse("00:02.0"));
        units.reservedRegions(PciAddress.parse("00:02.0"));
    }

    private static void inside(Structure structure, List<Field> fields) {
        for (Field field : fields) {
            assertTrue(field.offset() >= structure.offset()
                    && field.offset() + field.length() <= structure.offset() + structure.length(),
                    () -> field + " outside of " + structure);
            field.value().text();
        }
    }
}
