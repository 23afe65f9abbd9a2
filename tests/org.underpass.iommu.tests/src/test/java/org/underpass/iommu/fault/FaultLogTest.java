package org.underpass.iommu.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.pci.PciAddress;

/** Fault lines in the forms that kernels have printed them in. */
class FaultLogTest {
    private static final Optional<PciAddress> CARD = Optional.of(PciAddress.parse("0a:00.0"));

    @Test
    void intelOfToday() {
        Fault fault = one("[   26.948282] DMAR: [DMA Write NO_PASID] Request device [0a:00.0] fault addr 0x5000000"
                + " [fault reason 0x05] PTE Write access is not set");
        assertEquals(Fault.Unit.INTEL, fault.unit());
        assertEquals(Fault.Kind.DMA_WRITE, fault.kind());
        assertEquals(CARD, fault.device());
        assertEquals(OptionalLong.of(0x5000000), fault.address());
        assertEquals(OptionalInt.of(5), fault.code());
        assertEquals(OptionalInt.empty(), fault.pasid());
        assertEquals(OptionalDouble.of(26.948282), fault.seconds());
        assertEquals("the address is not mapped for writing", fault.reason());
        assertEquals(OptionalInt.of(0x1f), one("DMAR: [DMA Read PASID 0x1f] Request device [0a:00.0] fault addr 0x1000"
                + " [fault reason 0x59] SM: Present bit in PASID Table Entry is clear").pasid());
    }

    @Test
    void intelWithDecimalReasons() {
        Fault fault = one("DMAR: [DMA Read] Request device [0a:00.0] PASID ffffffff fault addr fffc0000"
                + " [fault reason 12] non-zero reserved fields in PTE");
        assertEquals(OptionalInt.of(12), fault.code());
        assertEquals("reserved bits are set in a page table entry", fault.reason());
        assertEquals(OptionalLong.of(0xfffc0000L), fault.address());
        assertEquals(OptionalInt.empty(), fault.pasid());
        assertEquals(OptionalInt.of(6),
                one("DMAR: [DMA Read] Request device [0a:00.0] fault addr ffff8880 [fault reason"
                + " 06] PTE Read access is not set").code());
    }

    @Test
    void intelInTwoLines() {
        FaultLog log = read("DMAR:[DMA Write] Request device [0a:00.0] fault addr 8aed2000 \n"
                + "DMAR:[fault reason 05] PTE Write access is not set\n"
                + "DMAR:[DMA Read] Request device [0a:00.0] fault addr 1000 \nsomething else\n");
        assertEquals(2, log.faults().size());
        assertEquals(OptionalInt.of(5), log.faults().get(0).code());
        assertEquals(OptionalInt.empty(), log.faults().get(1).code());
        assertEquals(3, log.faults().get(1).line());
    }

    @Test
    void intelInterrupts() {
        Fault fault = one("DMAR: [INTR-REMAP] Request device [f0:1f.0] fault index 0x2e [fault reason 0x26] Blocked an"
                + " interrupt request due to source-id verification failure");
        assertEquals(Fault.Kind.INTERRUPT, fault.kind());
        assertEquals(OptionalInt.of(0x2e), fault.index());
        assertEquals(OptionalLong.empty(), fault.address());
        assertEquals(OptionalInt.of(38), one("DMAR: INTR-REMAP: Request device [[f0:1f.0] fault index 11 \n"
                + "DMAR: INTR-REMAP:[fault reason 38] Blocked an interrupt request").code());
        assertEquals(OptionalInt.empty(),
                one("DMAR: [INTR-REMAP] Request device [0a:00.0] [fault reason 0x25] Blocked a"
                + " compatibility format interrupt request").index());
    }

    @Test
    void amdPageFaultsOldAndNew() {
        Fault old = one("AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x0016 address=0x00000000fdf94000"
                + " flags=0x0070]");
        assertEquals(CARD, old.device());
        assertEquals(OptionalInt.of(0x16), old.domain());
        assertEquals(Fault.Kind.DMA_WRITE, old.kind());
        assertEquals("the address is mapped, but not for writing", old.reason());
        Fault now = one("[  123.5] amdgpu 0000:0a:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000d"
                + " address=0xfffff000 flags=0x0000]");
        assertEquals(CARD, now.device());
        assertEquals(Fault.Kind.DMA_READ, now.kind());
        assertEquals("the address is not mapped", now.reason());
        assertEquals(Fault.Kind.INTERRUPT, one("AMD-Vi: Event logged [IO_PAGE_FAULT device=0000:0a:00.0 domain=0x0000"
                + " address=0xfffffffdf8080000 flags=0x0008]").kind());
    }

    @Test
    void amdOtherEvents() {
        Fault table = one("pci 0000:00:00.2: AMD-Vi: Event logged [ILLEGAL_DEV_TABLE_ENTRY device=0000:0a:00.0"
                + " pasid=0x00002 address=0xfffffffdf8000000 flags=0x0a00]");
        assertEquals(CARD, table.device());
        assertEquals(Fault.Kind.CONFIGURATION, table.kind());
        assertEquals(OptionalInt.of(2), table.pasid());
        assertEquals(OptionalLong.of(0xfffffffdf8000000L), table.address());
        assertEquals("IOTLB_INV_TIMEOUT", one("AMD-Vi: Event logged [IOTLB_INV_TIMEOUT device=0a:00.0"
                + " address=0x000000011e0f1a40]").event());
        Fault command = one("pci 0000:00:00.2: AMD-Vi: Event logged [ILLEGAL_COMMAND_ERROR address=0x100]");
        assertEquals(Optional.empty(), command.device());
        assertEquals(Fault.Kind.UNIT_ERROR, command.kind());
        assertEquals(OptionalLong.of(0x2000), one("AMD-Vi: Event logged [RMP_PAGE_FAULT device=0000:0a:00.0,"
                + " vmg_tag=0x0001, gpa=0x2000, flags_rmp=0x0001, flags=0x0001]").address());
    }

    @Test
    void smmuInBytesAndInWords() {
        String raw = "[    9.0] arm-smmu-v3 arm-smmu-v3.0.auto: event 0x10 received:\n"
                + "[    9.0] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x00000a0000003810\n"
                + "[    9.0] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x0000020800000000\n"
                + "[    9.0] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x00000000fffff040\n"
                + "[    9.0] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x0000000000000000\n";
        Fault fault = one(raw);
        assertEquals("F_TRANSLATION", fault.event());
        assertEquals(OptionalLong.of(0xa00), fault.streamId());
        assertEquals(OptionalInt.of(3), fault.pasid());
        assertEquals(OptionalLong.of(0xfffff040L), fault.address());
        assertEquals(Fault.Kind.DMA_READ, fault.kind());
        Fault words = one(raw + "arm-smmu-v3 arm-smmu-v3.0.auto: event: F_TRANSLATION client: 0000:0a:00.0 sid: 0xa00"
                + " ssid: 0x3 iova: 0xfffff040 ipa: 0x0\n"
                + "arm-smmu-v3 arm-smmu-v3.0.auto: unpriv data write s1 \"Input address caused fault\" stag: 0x0\n");
        assertEquals(CARD, words.device());
        assertEquals(Fault.Kind.DMA_WRITE, words.kind());
        assertEquals(OptionalInt.of(0x10), words.code());
        Fault cut = one("arm-smmu-v3 x: event 0x04 received:\narm-smmu-v3 x: \t0x0000000a00000004\n");
        assertEquals("C_BAD_STE", cut.event());
        assertEquals(OptionalLong.empty(), cut.streamId());
    }

    @Test
    void otherLinesAreNoFaults() {
        assertEquals(List.of(), read("DMAR: DRHD: handling fault status reg 2\nDMAR: IOMMU enabled\n"
                + "AMD-Vi: Interrupt remapping enabled\nsegfault at 0\n[fault reason 05] alone\n").faults());
        assertEquals(17,
                read("dmar_fault: 15 callbacks suppressed\namd_iommu_report_page_fault: 2 callbacks suppressed\n")
                .suppressed());
    }

    @Test
    void mutatedLogsNeverFail() {
        String seed = "[ 1.0] DMAR: [DMA Write NO_PASID] Request device [0a:00.0] fault addr 0x5000000"
                + " [fault reason 0x05] x\n"
                + "AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x0016 address=0xfdf94000 flags=0x0070]\n"
                + "arm-smmu-v3 a: event 0x10 received:\narm-smmu-v3 a: \t0x0000000a00000010\n";
        Random random = new Random(6);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 20_000; round++) {
                StringBuilder text = new StringBuilder(seed);
                for (int change = random.nextInt(6); change >= 0; change--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.setCharAt(at, (char) random.nextInt(128));
                        case 1 -> text.insert(at, "ffffffffffffffffffff");
                        default -> text.deleteCharAt(at);
                    }
                }
                read(text.toString());
            }
            read("DMAR: [DMA Write] Request device [".repeat(200_000));
        });
    }

    @Test
    void everyFaultOfTheLabIsFound() throws IOException {
        int faults = 0;
        int lines = 0;
        try (Stream<Path> files = Files.walk(Corpora.need("lab"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("(dmesg|qemu).*\\.(txt|log)"))
                    .sorted().toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                FaultLog log = read(text);
                faults += log.faults().size();
                lines += (int) text.lines().filter(line ->
                        line.contains("fault addr") || line.contains("Event logged ["))
                        .count();
                for (Fault fault : log.faults()) {
                    assertTrue(fault.device().isPresent() && fault.address().isPresent() && fault.code().isPresent()
                            && fault.seconds().isPresent(), fault.toString());
                    assertTrue(fault.text().contains("addr 0x" + Long.toHexString(fault.address().getAsLong())),
                            fault.text());
                }
            }
        }
        System.out.println("faults: " + faults + " of " + lines + " lines of the lab");
        assertTrue(faults > 0);
        assertEquals(lines, faults);
    }

    private static FaultLog read(String text) {
        try {
            return FaultLog.read(new StringReader(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Fault one(String text) {
        FaultLog log = read(text);
        assertEquals(1, log.faults().size(), log.toString());
        return log.faults().get(0);
    }

    /** Linux, drivers/iommu/intel/dmar.c, has words for these codes; 0Eh is VT-d's since revision 3.3. */
    @Test
    void everyReasonThatTheKernelNamesHasASentence() {
        for (int[] range : new int[][] {{0x01, 0x0e}, {0x20, 0x26}, {0x30, 0x32}, {0x38, 0x3a}, {0x40, 0x48},
                {0x50, 0x52}, {0x58, 0x5d}, {0x70, 0x7c}, {0x80, 0x87}, {0x90, 0x90}}) {
            for (int code = range[0]; code <= range[1]; code++) {
                assertTrue(IntelReasons.all().containsKey(code), Integer.toHexString(code));
            }
        }
    }
}
