package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.pci.PciAddress;

/** Interrupt remapping of both vendors: vectors from the specifications, and a kernel's own table. */
class InterruptsTest {
    private static final long ON = 1L << 25;
    private static final long TABLE = 0x10_0000;
    private static final Pattern ROW = Pattern.compile("\\s*(\\d+)\\s+([0-9a-f:.]+)\\s+([0-9a-f]{8})\\s+([0-9a-f]{2})"
            + "\\s+([0-9a-f]{16})\\s+([0-9a-f]{16})");

    /** 256 entries. */
    private static VtdInterrupts vtd(TestMemory memory) {
        return new VtdInterrupts(memory, ON, TABLE | 7);
    }

    private static long address(int handle, boolean sub) {
        return 0xfee0_0010L | (handle & 0x7fffL) << 5 | (handle >>> 15) << 2 | (sub ? 8 : 0);
    }

    private static int refused(InterruptRemapping outcome) {
        return assertInstanceOf(InterruptRemapping.Refused.class, outcome).code().orElseThrow();
    }

    @Test
    void vtdTakesTheIndexFromAddressAndData() {
        TestMemory memory = new TestMemory().put(TABLE, new long[512]).put(TABLE + 7 * 16, 0x0000_0200_0031_000dL,
                0x4_0100);
        InterruptRemapping.Remapped found = (InterruptRemapping.Remapped) vtd(memory).remap(0x100, address(5, true), 2);
        assertEquals(0x31, found.vector());
        assertEquals(2, found.destination());
        assertEquals(0, found.delivery());
        assertTrue(found.logical());
        assertEquals(0x26, refused(vtd(memory).remap(0x101, address(7, false), 0)));
        assertEquals(0x22, refused(vtd(memory).remap(0x100, address(8, false), 0)));
        assertEquals(0x21, refused(vtd(memory).remap(0x100, address(256, false), 0)));
        assertEquals(0x20, refused(vtd(memory).remap(0x100, address(5, true), 0x10002)));
        assertEquals(0x25, refused(vtd(memory).remap(0x100, 0xfee0_0000L, 0x31)));
        assertEquals(0x23, refused(vtd(new TestMemory()).remap(0x100, address(7, false), 0)));
        assertInstanceOf(InterruptRemapping.Unchanged.class, new VtdInterrupts(memory, 0, TABLE).remap(0x100,
                address(7, false), 0));
        assertInstanceOf(InterruptRemapping.Unchanged.class, new VtdInterrupts(memory, ON | 1 << 23, TABLE | 7)
                .remap(0x100, 0xfee0_0000L, 0x31));
    }

    @Test
    void vtdChecksSourcesInThreeWays() {
        TestMemory memory = new TestMemory().put(TABLE, new long[512]).put(TABLE, 0x31_0001, 0x7_0100)
                .put(TABLE + 16, 0x31_0001, 0x8_0204).put(TABLE + 32, 0x31_0001, 0xc_0000)
                .put(TABLE + 48, 0x1234_5640L << 32 | 0x31_8001L, 0x1L << 32);
        assertInstanceOf(InterruptRemapping.Remapped.class, vtd(memory).remap(0x107, address(0, false), 0));
        assertEquals(0x26, refused(vtd(memory).remap(0x108, address(0, false), 0)));
        assertInstanceOf(InterruptRemapping.Remapped.class, vtd(memory).remap(0x300, address(1, false), 0));
        assertEquals(0x26, refused(vtd(memory).remap(0x500, address(1, false), 0)));
        assertEquals(0x24, refused(vtd(memory).remap(0x500, address(2, false), 0)));
        assertEquals(0x1_1234_5640L, assertInstanceOf(InterruptRemapping.Posted.class, vtd(memory).remap(0x500,
                address(3, false), 0)).descriptor());
    }

    @Test
    void aKernelsTableReadsAsTheKernelPrintsIt() throws IOException {
        List<String> disagreements = new ArrayList<>();
        int cases = 0;
        for (String line : Files.readAllLines(Corpora.need(
                "lab/intel-debugfs/debugfs-intel_ir_translation_struct"))) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            cases++;
            int index = Integer.parseInt(row.group(1));
            TestMemory memory = new TestMemory().put(TABLE + index * 16L, Long.parseUnsignedLong(row.group(6), 16),
                    Long.parseUnsignedLong(row.group(5), 16));
            InterruptRemapping outcome = vtd(memory).remap(PciAddress.parse(row.group(2)).requesterId(),
                    address(index, false), 0);
            boolean same = outcome instanceof InterruptRemapping.Remapped found
                    && found.vector() == Integer.parseInt(row.group(4), 16)
                    && found.destination() << 8 == Long.parseLong(row.group(3), 16);
            if (!same) {
                disagreements.add(line + ": " + outcome);
            }
        }
        System.out.println("interrupts: " + cases + " entries, " + disagreements.size() + " disagreements");
        assertEquals(List.of(), disagreements);
        assertEquals(30, cases);
    }

    @Test
    void amdTakesTheIndexFromTheData() {
        long entry = TABLE + 0x100 * 32;
        TestMemory memory = new TestMemory().put(entry, 3, 0, 0x5000 | 2L << 60 | 5 << 1 | 1)
                .put(0x5008, 0x31_0041L | 0x32_0301L << 32);
        AmdInterrupts narrow = new AmdInterrupts(memory, AmdRegisters.ofDeviceTable(TABLE | 3));
        InterruptRemapping.Remapped found = (InterruptRemapping.Remapped) narrow.remap(0x100, 2);
        assertEquals(0x31, found.vector());
        assertTrue(found.logical());
        InterruptRemapping.Remapped other = (InterruptRemapping.Remapped) narrow.remap(0x100, 3);
        assertEquals(0x32, other.vector());
        assertEquals(3, other.destination());
        assertEquals(2, refused(narrow.remap(0x100, 4)));
        assertEquals(2, refused(narrow.remap(0x100, 32)));
        AmdInterrupts wide = new AmdInterrupts(memory.put(0x5010, 0x1234_5601L, 0x7L << 56 | 0x33, 0x81L, 0x4000_0034L),
                new AmdRegisters(TABLE | 3, 1 | 1 << 17));
        InterruptRemapping.Remapped large = (InterruptRemapping.Remapped) wide.remap(0x100, 1);
        assertEquals(0x33, large.vector());
        assertEquals(0x712_3456L, large.destination());
        assertEquals(0x4000_0000L, assertInstanceOf(InterruptRemapping.Posted.class, wide.remap(0x100, 2))
                .descriptor());
    }

    @Test
    void amdsDeviceTableSendsInterruptsOtherWays() {
        long entry = TABLE + 0x100 * 32 + 16;
        AmdRegisters registers = AmdRegisters.ofDeviceTable(TABLE | 3);
        assertInstanceOf(InterruptRemapping.Unchanged.class, new AmdInterrupts(new TestMemory().put(entry, 0),
                registers).remap(0x100, 0));
        assertInstanceOf(InterruptRemapping.Unchanged.class, new AmdInterrupts(new TestMemory().put(entry, 1L << 60
                | 1), registers).remap(0x100, 0));
        assertEquals(2, refused(new AmdInterrupts(new TestMemory().put(entry, 1), registers).remap(0x100, 0)));
        assertEquals(1, refused(new AmdInterrupts(new TestMemory().put(entry, 3L << 60 | 1), registers).remap(0x100,
                0)));
        assertEquals(3, refused(new AmdInterrupts(new TestMemory(), registers).remap(0x100, 0)));
        assertEquals(OptionalInt.of(3), ((InterruptRemapping.Refused) new AmdInterrupts(new TestMemory(), registers)
                .remap(0x300, 0)).code());
    }
}
