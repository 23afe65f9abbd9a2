package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which people send us what lspci printed. */
class LspciTextTest {

    private static LspciText read(String text) throws IOException {
        return LspciText.read(new StringReader(text), "machine.txt");
    }

    @Test
    void namesAndNumbers() throws IOException {
        LspciText text = read("""
                00:00.0 Host bridge [0600]: Intel Corporation 8th Gen Core [8086:3ec2] (rev 07)
                \tSubsystem: ASUSTeK Computer Inc. Device [1043:8694]
                01:00.0 VGA compatible controller [0300]: NVIDIA GP104 [GeForce] [10de:1b80] (rev a1) (prog-if 00 [VGA])
                \tSubsystem: eVga.com. Corp. GP104 [GeForce GTX 1080] [3842:6183]
                \tKernel driver in use: vfio-pci
                \tKernel modules: nvidiafb, nouveau
                """);
        assertEquals(2, text.entries().size());
        LspciText.Entry card = text.entries().get(1);
        PciFunction function = card.function();
        assertEquals(PciAddress.parse("0000:01:00.0"), function.address());
        assertEquals(0x10de, function.vendor());
        assertEquals(0x1b80, function.device());
        assertEquals(OptionalInt.of(0x3842), function.subsystemVendor());
        assertEquals(OptionalInt.of(0xa1), function.revision());
        assertEquals(0x030000, function.classCode());
        assertEquals(CapabilityCoverage.NONE, function.coverage());
        assertTrue(function.headerType().isEmpty());
        assertTrue(function.isDisplay());
        assertEquals(Optional.of("vfio-pci"), card.driver());
        assertEquals(List.of("nvidiafb", "nouveau"), card.modules());
        assertTrue(card.details());
        assertFalse(text.entries().get(0).details());
    }

    @Test
    void numbersAlone() throws IOException {
        PciFunction function = read("10000:e1:00.0 0108: 144d:a808\n").functions().getFirst();
        assertEquals(0x10000, function.address().domain());
        assertEquals(0x010800, function.classCode());
        assertEquals(0xa808, function.device());
    }

    @Test
    void oldReleasesAndDetails() throws IOException {
        LspciText.Entry entry = read("""
                03:00.0 Class 0300: Device 1002:67df (rev e7) (prog-if 00 [VGA controller])
                \tSubsystem: Device 1da2:e353
                \tPhysical Slot: 2
                \tNUMA node: 1
                \tIOMMU group: 17
                \tRegion 0: Memory at e0000000 (64-bit, prefetchable) [size=256M]
                \tRegion 4: I/O ports at e000 [size=256]
                \tExpansion ROM at 000c0000 [disabled] [size=128K]
                """).entries().getFirst();
        assertEquals(OptionalInt.of(0xe353), entry.function().subsystemDevice());
        assertEquals(OptionalInt.of(17), entry.iommuGroup());
        assertEquals(OptionalInt.of(1), entry.numaNode());
        assertEquals(Optional.of("2"), entry.physicalSlot());
        assertEquals(List.of(new Bar(0, Bar.Kind.MEMORY64, 0xe0000000L, OptionalLong.of(256 << 20), true),
                new Bar(4, Bar.Kind.IO, 0xe000, OptionalLong.of(256), false),
                new Bar(6, Bar.Kind.ROM, 0xc0000, OptionalLong.of(128 << 10), false)), entry.function().bars());
    }

    @Test
    void bytesGoBeforeWords() throws IOException {
        LspciText text = read("""
                01:00.0 VGA compatible controller: whatever
                00: de 10 80 1b 06 04 10 00 a1 00 00 03 10 00 80 00
                10: 00 00 00 f6 0c 00 00 e0 00 00 00 00 0c 00 00 f0
                20: 00 00 00 00 01 e0 00 00 00 00 00 00 42 38 83 61
                30: 00 00 00 f7 60 00 00 00 00 00 00 00 0b 01 00 00

                """.replace("\n", "\r\n"));
        PciFunction function = text.functions().getFirst();
        assertEquals(64, function.config().orElseThrow().length());
        assertEquals(0x1b80, function.device());
        assertEquals(5, function.bars().size());
        assertEquals(Optional.of(true), function.multifunction());
        assertEquals(CapabilityCoverage.NONE, function.coverage());
    }

    @Test
    void twoOutputsOfOneMachineComplementEachOther() throws IOException {
        LspciText.Entry entry = read("""
                $ lspci -nnk
                01:00.1 Audio device [0403]: NVIDIA Corporation [10de:10f0] (rev a1)
                \tKernel driver in use: snd_hda_intel
                $ lspci -x
                01:00.1 Audio device: NVIDIA Corporation (rev a1)
                00: de 10 f0 10 06 00 10 00 a1 00 03 04 10 00 80 00
                """).entries().getFirst();
        assertEquals(Optional.of("snd_hda_intel"), entry.driver());
        assertEquals(16, entry.function().config().orElseThrow().length());
    }

    @Test
    void wordsTellBusNumbers() throws IOException {
        LspciText text = read("""
                00:01.0 PCI bridge [0604]: Intel Corporation [8086:1901] (rev 07) (prog-if 00 [Normal decode])
                \tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
                01:00.0 VGA compatible controller [0300]: NVIDIA Corporation [10de:1b80]
                """);
        assertEquals(Optional.of(new BusNumbers(0, 1, 1)), text.entries().getFirst().busNumbers());
        assertEquals(Map.of(PciAddress.parse("01:00.0"), PciAddress.parse("00:01.0")), text.parents());
        assertEquals(PciAddress.parse("00:01.0"), Topology.of(text.functions(), text.parents())
                .parent(PciAddress.parse("01:00.0")).orElseThrow().address());
    }

    @Test
    void bytesMayHaveHoles() throws IOException {
        ConfigSpace space = read("""
                01:00.0 VGA
                00: de 10 80 1b 06 04 10 00 a1 00 00 03 10 00 80 00
                40: 01 02 03
                """).functions().getFirst().config().orElseThrow();
        assertEquals(0x43, space.length());
        assertFalse(space.has(0x10, 1));
        assertTrue(space.has(0x40, 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                         | 1 | found no PCI address
            hello world                                                | 1 | found no PCI address
            01:00.0 VGA compatible controller: NVIDIA GP104 (rev a1)   | 1 | lspci with -nn
            01:00.0 0300: 10de:1b80@00: de 10 8                        | 2 | two hex digits
            01:00.0 0300: 10de:1b80@00: de 10 zz                       | 2 | two hex digits
            01:00.0 0300: 10de:1b80@00: de1080                         | 2 | two hex digits
            01:00.0 0300: 10de:1b80@00:                                | 2 | two hex digits
            01:00.0 0300: 10de:1b80@ff0: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | 2 | at most 16
            01:00.0 0300: 10de:1b80@01:20.0 0300: 10de:1b80            | 2 | a PCI address
            00: 86 80 00 00                                            | 1 | before the bytes
            """)
    void malformedTextSaysWhereAndWhatWasExpected(String text, int line, String expected) {
        PciTextException thrown = assertThrows(PciTextException.class, () -> read(text.replace("@", "\n")));
        assertEquals(line, thrown.line());
        assertTrue(thrown.getMessage().startsWith("machine.txt:" + line + ": expected "), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
    }

    @Test
    void endlessLineIsRefused() {
        assertThrows(PciTextException.class, () -> read("x".repeat(1 << 20)));
    }
}
