package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** Walks over images of a few pages that the tests write, and over text that a kernel would print. */
class IommuTranslateTest {
    @TempDir
    Path folder;

    private String image;

    /** VT-d: root table at 1000h, requester 01:00.0, page 1 to a0000000h and page 2 read-only. */
    @BeforeEach
    void image() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0x1010, 0x2001).putLong(0x2000, 0x3001).putLong(0x2008, 0x502)
                .putLong(0x3000, 0x4003).putLong(0x4000, 0x5003).putLong(0x5000, 0x6003)
                .putLong(0x6008, 0xa000_0003L).putLong(0x6010, 0xa000_1001L).putLong(0x2010, 9).putLong(0x2018, 2);
        image = Files.write(folder.resolve("image"), bytes.array()).toString();
    }

    private List<String> vtd(String... more) {
        List<String> words = new ArrayList<>(List.of("iommu", "translate", "--memory", image, "--table", "vtd",
                "--root", "0x1000"));
        words.addAll(List.of(more));
        return words;
    }

    private JsonNode json(int status, List<String> words) {
        return Answers.json(status, words.toArray(String[]::new));
    }

    @Test
    void eachOutcomeHasItsMembersAndStatus() {
        JsonNode found = json(0, vtd("--requester", "01:00.0", "--iova", "0x1234"));
        assertEquals("translated", found.get("outcome").asText());
        assertEquals("0xa0000234", found.get("address").asText());
        assertEquals("rw", found.get("permissions").asText());
        assertEquals(4096, found.get("pageSize").asInt());
        assertEquals(6, found.get("walk").size());
        assertEquals("root", found.get("walk").get(0).get("table").asText());
        assertEquals("0x1010", found.get("walk").get(0).get("entryAddress").asText());
        assertEquals("0x2001", found.get("walk").get(0).get("entry").asText());
        JsonNode passed = json(0, vtd("--requester", "0000:01:00.1", "--iova", "0x77"));
        assertEquals("passed-through", passed.get("outcome").asText());
        assertEquals("0x77", passed.get("address").asText());
        assertEquals("interrupt", json(0, vtd("--requester", "01:00.0", "--iova", "fee00000")).get("outcome").asText());
        JsonNode blocked = json(1, vtd("--requester", "01:00.0", "--iova", "0x2000", "--access", "write"));
        assertEquals("blocked", blocked.get("outcome").asText());
        assertEquals("0x5", blocked.get("fault").get("code").asText());
        assertFalse(blocked.get("fault").get("sentence").asText().isEmpty());
        assertFalse(blocked.has("address"));
        assertEquals("0x2", json(1, vtd("--requester", "01:02.0", "--iova", "0")).get("fault").get("code").asText());
    }

    @Test
    void textShowsTheWalk() {
        Result result = Command.run(vtd("--requester", "01:00.0", "--iova", "0x1234").toArray(String[]::new));
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().startsWith("0000:01:00.0 0x1234: 0xa0000234, read and write, in a page of 4 KiB\n"),
                result::toString);
        assertTrue(result.out().contains("second-stage 1"), result::toString);
    }

    @Test
    void imagesHaveABaseAndUnitsHaveRegisters() throws IOException {
        Path high = folder.resolve("high");
        byte[] bytes = Files.readAllBytes(Path.of(image));
        Files.write(high, Arrays.copyOfRange(bytes, 0x1000, bytes.length));
        assertEquals("0xa0000234", json(0, List.of("iommu", "translate", "--memory", high.toString(), "--base",
                "0x1000", "--table", "vtd", "--root", "0x1000", "--requester", "01:00.0", "--iova", "0x1234"))
                .get("address").asText());
        Path off = Files.writeString(folder.resolve("off.txt"), "GSTS=0x0\nCAP=0xd2008c222f0686\nECAP=0xf00f4e\n");
        JsonNode passed = json(0, vtd("--requester", "01:00.0", "--iova", "0x1234", "--registers", off.toString()));
        assertEquals("passed-through", passed.get("outcome").asText());
        assertEquals(0, passed.get("notes").size());
    }

    @Test
    void otherTablesAreWalkedToo() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(0x6000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0x1000, 0x3000 | 1 << 9 | 3L << 61 | 3).putLong(0x3008, 0xa000_0001L | 3L << 61);
        bytes.putLong(0x2000, 0x4000 | 5 << 1 | 1).putLong(0x4000, 25 | 1 << 30 | 1L << 31 | 5L << 32 | 1L << 41)
                .putLong(0x4008, 0x5000).putLong(0x5000, 0x8000_0000L | 1 << 10 | 1 << 6 | 1);
        String other = Files.write(folder.resolve("other"), bytes.array()).toString();
        assertEquals("0xa0000234", json(0, List.of("iommu", "translate", "--memory", other, "--table", "amdvi",
                "--root", "0x1000", "--requester", "00:00.0", "--iova", "0x1234")).get("address").asText());
        JsonNode fault = json(1, List.of("iommu", "translate", "--memory", other, "--table", "amdvi", "--root",
                "0x1000", "--requester", "00:00.0", "--iova", "0x2234"));
        assertEquals("IO_PAGE_FAULT", fault.get("fault").get("event").asText());
        assertEquals("0x80001234", json(0, List.of("iommu", "translate", "--memory", other, "--table", "smmuv3",
                "--root", "0x2000", "--requester", "00:00.0", "--iova", "0x1234")).get("address").asText());
        refused(2, "F3x90", "iommu", "translate", "--memory", other, "--table", "gart", "--root", "2", "--requester",
                "00:00.0", "--iova", "0x4000000");
        Path registers = Files.writeString(folder.resolve("gart.txt"), "90: 03 00 00 00 02 00 00 00 30 00 00 00\n");
        assertEquals("blocked", json(1, List.of("iommu", "translate", "--memory", other, "--table", "gart", "--root",
                "2", "--registers", registers.toString(), "--requester", "00:00.0", "--iova", "0x4001000"))
                .get("outcome").asText());
    }

    @Test
    void mistakesNameTheOption() throws IOException {
        refused(2, "--requester", "iommu", "translate", "--iova", "0");
        refused(2, "--iova", "iommu", "translate", "--requester", "01:00.0");
        refused(2, "no address of a function", "iommu", "translate", "--requester", "gpu", "--iova", "0");
        refused(2, "found 'x'", "iommu", "translate", "--requester", "01:00.0", "--iova", "x");
        refused(2, "20 bits", "iommu", "translate", "--requester", "01:00.0", "--iova", "0", "--pasid", "0x100000");
        refused(2, "belongs to --memory", "iommu", "translate", "--requester", "01:00.0", "--iova", "0", "--root", "0");
        refused(2, "unknown table 'ept'", "iommu", "translate", "--requester", "01:00.0", "--iova", "0", "--memory",
                image, "--table", "ept", "--root", "0");
        refused(2, "--root VALUE is missing", "iommu", "translate", "--requester", "01:00.0", "--iova", "0", "--memory",
                image, "--table", "vtd");
        refused(3, "none: no such file", vtd("--requester", "01:00.0", "--iova", "0", "--registers",
                folder.resolve("none").toString()).toArray(String[]::new));
        refused(3, "expected registers", vtd("--requester", "01:00.0", "--iova", "0", "--registers",
                Files.writeString(folder.resolve("empty"), "").toString()).toArray(String[]::new));
        refused(3, "multiple of 4096", vtd("--requester", "01:00.0", "--iova", "0", "--base", "8")
                .toArray(String[]::new));
        refused(3, "lacks sys/kernel/debug/iommu", "iommu", "translate", "--requester", "01:00.0", "--iova", "0",
                "--host", "demo:workstation");
    }

    @Test
    void aKernelsTextIsWalked() throws IOException {
        Path intel = Files.createDirectories(folder.resolve("host/sys/kernel/debug/iommu/intel"));
        Files.createDirectories(folder.resolve("host/sys/bus/pci/devices"));
        Files.writeString(intel.resolve("dmar_translation_struct"), "IOMMU dmar0: Root Table Address: 0x1000\n"
                + "01:00.0\t0x0000000000000000:0x0000000000002001\t0x0000000000000502:0x0000000000003001\n");
        Files.writeString(intel.resolve("domain_translation_struct"), "Device 0000:01:00.0 @0x3000\n"
                + "0x0000000000001 |\t0x0\t0x4003\t0x5003\t0x6003\t0xa0000003\n");
        String host = folder.resolve("host").toString();
        assertEquals("0xa0000234", json(0, List.of("iommu", "translate", "--host", host, "--requester", "01:00.0",
                "--iova", "0x1234")).get("address").asText());
        assertEquals("0x6", json(1, List.of("iommu", "translate", "--host", host, "--requester", "01:00.0", "--iova",
                "0x2234")).get("fault").get("code").asText());
        assertEquals("blocked", json(1, List.of("iommu", "translate", "--host", host, "--requester", "02:00.0",
                "--iova", "0x2234")).get("outcome").asText());
        JsonNode mapped = json(0, List.of("iommu", "tables", "--mappings", "--host", host, "--requester", "01:00.0"));
        assertEquals("0x1000", mapped.get("mappings").get(0).get("iova").asText());
        Files.delete(intel.resolve("domain_translation_struct"));
        refused(3, "not its page tables", "iommu", "translate", "--host", host, "--requester", "01:00.0", "--iova",
                "0");
    }

    private void function(String address, String classCode, long bar, String group) throws IOException {
        Path files = Files.createDirectories(folder.resolve("host/sys/bus/pci/devices/" + address));
        Files.writeString(files.resolve("vendor"), "0x144d\n");
        Files.writeString(files.resolve("device"), "0xa808\n");
        Files.writeString(files.resolve("class"), classCode + "\n");
        Files.writeString(files.resolve("resource"), String.format("0x%016x 0x%016x 0x%016x\n", bar, bar + 0xfff,
                0x40200));
        Files.createDirectories(folder.resolve("host/sys/kernel/iommu_groups/" + group + "/devices/" + address));
    }

    /** A card whose mappings lead to some memory and to a network card, beside a disk in its group and one outside. */
    @Test
    void whoseAddressesACardReachesIsSaid() throws IOException {
        function("0000:01:00.0", "0x030000", 0xb0000000L, "1");
        function("0000:02:00.0", "0x020000", 0xb0001000L, "2");
        function("0000:03:00.0", "0x010802", 0xb0002000L, "3");
        function("0000:04:00.0", "0x010802", 0xb0003000L, "1");
        Path intel = Files.createDirectories(folder.resolve("host/sys/kernel/debug/iommu/intel"));
        Files.writeString(intel.resolve("dmar_translation_struct"), "IOMMU dmar0: Root Table Address: 0x1000\n"
                + "01:00.0\t0x0000000000000000:0x0000000000002001\t0x0000000000000502:0x0000000000003001\n");
        Files.writeString(intel.resolve("domain_translation_struct"), "Device 0000:01:00.0 @0x3000\n"
                + "0x0000000000001 |\t0x0\t0x4003\t0x5003\t0x6003\t0x10000003\n"
                + "0x0000000000002 |\t0x0\t0x4003\t0x5003\t0x6003\t0xb0001001\n");
        Files.createDirectories(folder.resolve("host/proc"));
        Files.writeString(folder.resolve("host/proc/iomem"), "00100000-1fffffff : System RAM\n"
                + "  01000000-01ffffff : Kernel code\nb0000000-b0ffffff : PCI Bus 0000:00\n");
        String host = folder.resolve("host").toString();
        JsonNode reach = json(0, List.of("iommu", "tables", "--mappings", "--host", host, "--requester", "01:00.0"))
                .get("reach");
        assertEquals(4096, reach.get("memory").get("reached").asLong());
        assertEquals(0, reach.get("memory").get("kernelReached").asLong());
        assertEquals(3, reach.get("bars").size());
        assertEquals(4096, reach.get("bars").get(0).get("reached").asLong());
        assertFalse(reach.get("bars").get(0).get("writable").asBoolean());
        assertTrue(reach.get("bars").get(2).get("pastTheIommu").asBoolean());
        String text = Command.run("iommu", "tables", "--mappings", "--host", host, "--requester", "01:00.0").out();
        for (String sentence : List.of("It reaches 4 KiB of the host's 511 MiB of memory, nothing of the kernel's own",
                "It can read from BAR 0 of 0000:02:00.0", "It cannot reach BAR 0 of 0000:03:00.0 (disk controller",
                "It may reach BAR 0 of 0000:04:00.0 (disk controller")) {
            assertTrue(text.contains(sentence), text);
        }
        Files.writeString(intel.resolve("dmar_translation_struct"), "IOMMU dmar0: Root Table Address: 0x1000\n"
                + "01:00.0\t0x0000000000000000:0x0000000000002001\t0x0000000000000502:0x0000000000000009\n");
        JsonNode all = json(0, List.of("iommu", "tables", "--mappings", "--host", host, "--requester", "01:00.0"));
        assertEquals("passed-through", all.get("treatment").asText());
        assertEquals(0x1ff00000L, all.get("reach").get("memory").get("reached").asLong());
        assertTrue(all.get("reach").get("verdict").toString().contains("the kernel's own code or data among it"));
    }

    /** More than fits into one array, in a folder. */
    @Test
    void aLongTextIsReadAsAStream() throws IOException {
        Path intel = Files.createDirectories(folder.resolve("host/sys/kernel/debug/iommu/intel"));
        Files.writeString(intel.resolve("dmar_translation_struct"), "IOMMU dmar0: Root Table Address: 0x1000\n"
                + "01:00.0\t0x0000000000000000:0x0000000000002001\t0x0000000000000502:0x0000000000003001\n");
        String filler = "0x0000000000001 |\t0x0\t0x4003\t0x5003\t0x6003\t0x10000003\n".repeat(1024);
        try (var out = Files.newBufferedWriter(intel.resolve("domain_translation_struct"))) {
            out.write("Device 0000:00:02.0 @0x9000\n");
            for (long written = 0; written < 20L << 20; written += filler.length()) {
                out.write(filler);
            }
            out.write("Device 0000:01:00.0 @0x3000\n"
                    + "0x0000000000001 |\t0x0\t0x4003\t0x5003\t0x6003\t0xa0000003\n");
        }
        assertEquals("0xa0000234", json(0, List.of("iommu", "translate", "--host", folder.resolve("host").toString(),
                "--requester", "01:00.0", "--iova", "0x1234")).get("address").asText());
    }

    @Test
    void mappingsAreListedMerged() throws IOException {
        JsonNode found = json(0, List.of("iommu", "tables", "--mappings", "--memory", image, "--table", "vtd", "--root",
                "0x1000", "--requester", "01:00.0"));
        assertEquals("translated", found.get("treatment").asText());
        assertTrue(found.get("complete").asBoolean());
        assertEquals(2, found.get("mappings").size());
        assertEquals("0xa0001000", found.get("mappings").get(1).get("address").asText());
        assertEquals("r-", found.get("mappings").get(1).get("permissions").asText());
        assertEquals(4096, found.get("mappings").get(1).get("length").asInt());
        assertEquals("passed-through", json(0, List.of("iommu", "tables", "--mappings", "--memory", image, "--table",
                "vtd", "--root", "0x1000", "--requester", "01:00.1")).get("treatment").asText());
        assertEquals("blocked", json(1, List.of("iommu", "tables", "--mappings", "--memory", image, "--table", "vtd",
                "--root", "0x1000", "--requester", "02:00.0")).get("treatment").asText());
        refused(2, "belongs to --mappings", "iommu", "tables", "--root", "0");
        refused(2, "--requester", "iommu", "tables", "--mappings", "--host", "demo:workstation");
    }

    @Test
    void faultsAreListed() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "[   20.5] DMAR: [DMA Write NO_PASID] Request device"
                + " [00:10.0] fault addr 0x5000000 [fault reason 0x05] PTE Write access is not set\n");
        JsonNode fault = Answers.json(0, "iommu", "faults", log.toString()).get("faults").get(0);
        assertEquals("0000:00:10.0", fault.get("device").asText());
        assertEquals("0x5000000", fault.get("address").asText());
        assertEquals("0x5", fault.get("code").asText());
        assertFalse(fault.get("hints").isEmpty());
        assertEquals(0, Answers.json(0, "iommu", "faults", "--host", "demo:workstation").get("faults").size());
        refused(3, "no such file", "iommu", "faults", folder.resolve("none").toString());
    }

    private static void refused(int status, String part, String... arguments) {
        Result result = Command.run(arguments);
        assertEquals(status, result.status(), result::toString);
        assertEquals("", result.out());
        assertTrue(result.err().contains(part), result::toString);
    }
}
