package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.underpass.iommu.walk.Outcomes.assertEvent;
import static org.underpass.iommu.walk.Outcomes.assertReaches;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** SMMUv3: vectors written from the specifications (Arm IHI 0070, and ARM DDI 0487 for the page tables). */
class SmmuWalkerTest {
    private static final int STREAM = 5;
    private static final long ENTRY = 0x10_0000 + STREAM * 64;
    private static final long STAGE_1 = 5 << 1;
    private static final long STAGE_2 = 6 << 1;
    private static final long NESTED = 7 << 1;
    private static final long CONTEXT = 0x2000;
    private static final long A64 = 1L << 41;
    private static final long VALID = 1L << 31;
    private static final long NO_UPPER = 1L << 30;
    private static final long WIDE = 5L << 32;
    /** Page, access flag, accessible without privilege. */
    private static final long PAGE = 1 << 10 | 1 << 6 | 3;
    private static final long BLOCK = 1 << 10 | 1 << 6 | 1;
    private static final long READ_ONLY = 1 << 7;

    /** Stage 1 with 4 KiB pages and 48 bits from 3000h. */
    private static TestMemory tables() {
        return new TestMemory().put(ENTRY, CONTEXT | STAGE_1 | 1)
                .put(CONTEXT, 16 | NO_UPPER | VALID | WIDE | A64, 0x3000)
                .put(0x3000, 0x4003).put(0x4000, 0x5003, 0x8000_0000L | BLOCK).put(0x5000, 0x6003, 0x4000_0000L | BLOCK)
                .put(0x6000, 0xa000_0000L | PAGE, 0xa000_1000L | PAGE, 0xa000_2000L | PAGE | READ_ONLY,
                        0xa000_3000L | 1 << 10 | 3, 0xa000_4000L | 1 << 6 | 3, 0x1L);
    }

    /** Stage 2 with 4 KiB pages, 39 bits from level 1, at 10000h: page n to 20000h + n, 200000h as a block. */
    private static TestMemory second(TestMemory memory, long config, long context) {
        memory.put(ENTRY, context | config | 1, 0, 25L << 32 | 1L << 38 | 5L << 48 | 1L << 51, 0x10000)
                .put(0x10000, 0x11003).put(0x11000, 0x12003, 0x4000_0000L | 1 << 10 | 3 << 6 | 1);
        for (int i = 0; i < 16; i++) {
            memory.put(0x12000 + i * 8, 0x2_0000 + i * 0x1000L | 1 << 10 | 3 << 6 | 3);
        }
        return memory;
    }

    private static SmmuWalker walker(TestMemory memory) {
        return new SmmuWalker(memory, SmmuRegisters.ofStreamTable(0x10_0000));
    }

    private static Translation ask(TestMemory memory, long iova, Access access) {
        return walker(memory).translate(Request.of(STREAM, iova, access));
    }

    @Test
    void stageOneWalksFourLevels() {
        Translation found = ask(tables(), 0x1234, Access.WRITE);
        assertReaches(0xa000_1234L, 4096, "rw", found);
        assertEquals(List.of("stream 0 100140", "cd 0 2000", "stage-1 0 3000", "stage-1 1 4000", "stage-1 2 5000",
                "stage-1 3 6008"), Outcomes.steps(found));
        assertReaches(0x4001_2345L, 2 << 20, "rw", ask(tables(), 0x21_2345, Access.READ));
        assertReaches(0x8123_4567L, 1 << 30, "rw", ask(tables(), 0x4123_4567L, Access.READ));
        assertReaches(0xa000_2000L, 4096, "r-", ask(tables(), 0x2000, Access.ANY));
    }

    @Test
    void stageOneRefusesByEvents() {
        assertEvent("F_PERMISSION", ask(tables(), 0x2000, Access.WRITE));
        assertEvent("F_PERMISSION", ask(tables(), 0x3000, Access.READ));
        assertEvent("F_ACCESS", ask(tables(), 0x4000, Access.READ));
        assertReaches(0xa000_4000L, 4096, "rw", ask(tables().put(CONTEXT, 16 | NO_UPPER | VALID | WIDE | A64
                | 1L << 43), 0x4000, Access.READ));
        assertEvent("F_TRANSLATION", ask(tables(), 0x5000, Access.READ));
        assertEvent("F_TRANSLATION", ask(tables(), 0x6000, Access.READ));
        assertEvent("F_TRANSLATION", ask(tables(), 1L << 48, Access.READ));
        assertEvent("F_TRANSLATION", ask(tables(), -4096, Access.READ));
        assertEvent("F_WALK_EABT", ask(tables().put(0x5000, 0x9_9003), 0, Access.READ));
        assertEvent("F_ADDR_SIZE", ask(tables().put(CONTEXT, 16 | NO_UPPER | VALID | A64).put(0x6000,
                1L << 32 | PAGE), 0, Access.READ));
        assertEvent("F_PERMISSION", ask(tables().put(0x4000, 0x5003 | 1L << 62), 0, Access.WRITE));
        assertEvent("F_PERMISSION", ask(tables().put(0x4000, 0x5003 | 1L << 61), 0, Access.READ));
    }

    @Test
    void streamsAndContextsMustBeValid() {
        Map<TestMemory, String> cases = new LinkedHashMap<>();
        cases.put(new TestMemory(), "F_STE_FETCH");
        cases.put(tables().put(ENTRY, 0), "C_BAD_STE");
        cases.put(tables().put(ENTRY, 1), "");
        cases.put(tables().put(ENTRY, 0x9_9000 | STAGE_1 | 1), "F_CD_FETCH");
        cases.put(tables().put(CONTEXT, 16 | A64), "C_BAD_CD");
        cases.put(tables().put(CONTEXT, 16 | VALID | A64 | 3 << 6), "C_BAD_CD");
        cases.put(tables().put(CONTEXT, 63 | VALID | A64), "C_BAD_CD");
        cases.put(tables().put(CONTEXT, 16 | VALID | A64 | 1 << 14), "F_TRANSLATION");
        cases.put(tables().put(ENTRY, CONTEXT | STAGE_1 | 1 | 1L << 59), "F_STREAM_DISABLED");
        cases.forEach((memory, event) -> assertEvent(event, ask(memory, 0, Access.READ)));
        assertInstanceOf(Translation.PassedThrough.class, ask(tables().put(ENTRY, 4 << 1 | 1), 0x77, Access.READ));
        assertInstanceOf(Translation.NotSupported.class, ask(tables().put(CONTEXT, 16 | VALID), 0, Access.READ));
        assertInstanceOf(Translation.PassedThrough.class, new SmmuWalker(tables(), new SmmuRegisters(0x10_0000, 8, 0,
                0)).translate(Request.of(STREAM, 0x77, Access.READ)));
        assertEvent("", new SmmuWalker(tables(), new SmmuRegisters(0x10_0000, 8, 0, 1 << 20))
                .translate(Request.of(STREAM, 0x77, Access.READ)));
        assertEvent("C_BAD_STREAMID", new SmmuWalker(tables(), new SmmuRegisters(0x10_0000, 2, 1, 0))
                .translate(Request.of(STREAM, 0x77, Access.READ)));
    }

    @Test
    void streamTablesHaveTwoLevels() {
        SmmuRegisters registers = new SmmuRegisters(0x20_0000, 1 << 16 | 8 << 6 | 16, 1, 0);
        TestMemory memory = tables().put(0x20_0000 + 3 * 8, 0x10_0000 | 4);
        assertReaches(0xa000_1234L, 4096, "rw", new SmmuWalker(memory, registers).translate(Request.of(0x305, 0x1234,
                Access.READ)));
        assertEvent("C_BAD_STREAMID", new SmmuWalker(memory, registers).translate(Request.of(0x308, 0, Access.READ)));
        assertEvent("C_BAD_STREAMID", new SmmuWalker(memory, registers).translate(Request.of(0x405, 0, Access.READ)));
        assertEvent("C_BAD_STREAMID", new SmmuWalker(memory, registers).translate(Request.of(0x1_0305, 0,
                Access.READ)));
    }

    @Test
    void substreamsHaveContextsOfTheirOwn() {
        long linear = CONTEXT | STAGE_1 | 1 | 3L << 59;
        TestMemory memory = tables().put(ENTRY, linear, 2).put(CONTEXT + 3 * 64, 16 | NO_UPPER | VALID | WIDE | A64,
                0x9000);
        assertReaches(0xa000_1234L, 4096, "rw", ask(memory, 0x1234, Access.READ));
        assertReaches(0xb000_1000L, 4096, "rw", walker(memory.put(0x9000, 0xa003).put(0xa000, 0xb003)
                .put(0xb000, 0xc003).put(0xc008, 0xb000_1000L | PAGE)).translate(new Request(STREAM, OptionalInt.of(3),
                0x1000, Access.READ)));
        assertEvent("C_BAD_SUBSTREAMID", walker(memory).translate(new Request(STREAM, OptionalInt.of(8), 0,
                Access.READ)));
        assertEvent("C_BAD_SUBSTREAMID", walker(memory).translate(new Request(STREAM, OptionalInt.of(0), 0,
                Access.READ)));
        assertEvent("C_BAD_CD", walker(memory).translate(new Request(STREAM, OptionalInt.of(2), 0, Access.READ)));
        TestMemory two = tables().put(ENTRY, 0x7000 | STAGE_1 | 1 | 1 << 4 | 10L << 59, 1).put(0x7008, 0x8001)
                .put(0x8000 + 2 * 64, 16 | NO_UPPER | VALID | WIDE | A64, 0x3000);
        assertReaches(0xa000_1234L, 4096, "rw", walker(two).translate(new Request(STREAM, OptionalInt.of(66), 0x1234,
                Access.READ)));
        assertEvent("C_BAD_SUBSTREAMID", walker(two).translate(new Request(STREAM, OptionalInt.of(130), 0,
                Access.READ)));
        assertInstanceOf(Translation.PassedThrough.class, ask(two, 0x77, Access.READ));
    }

    @Test
    void granulesOfSixteenAndSixtyFourKilobytes() {
        TestMemory sixteen = new TestMemory().put(ENTRY, CONTEXT | STAGE_1 | 1)
                .put(CONTEXT, 28 | 2 << 6 | NO_UPPER | VALID | WIDE | A64, 0x1_0000)
                .put(0x1_0000, 0x1_4003, 0x4000_0000L | BLOCK).put(0x1_4000, 0xa000_4000L | PAGE)
                .put(0x1_4000 + 2047 * 8, 0xa000_8000L | PAGE);
        assertReaches(0xa000_7234L, 1 << 14, "rw", ask(sixteen, 0x3234, Access.READ));
        assertReaches(0xa000_8234L, 1 << 14, "rw", ask(sixteen, (32 << 20) - 0x4000 + 0x234, Access.READ));
        assertReaches(0x4000_0000L + 0x1234, 32 << 20, "rw", ask(sixteen, (32 << 20) + 0x1234, Access.READ));
        assertEquals(List.of("0 a0004000 4000 rw", "1ffc000 a0008000 4000 rw", "2000000 40000000 2000000 rw"),
                Outcomes.mappings(walker(sixteen), STREAM, OptionalInt.empty()));
        TestMemory large = new TestMemory().put(ENTRY, CONTEXT | STAGE_1 | 1)
                .put(CONTEXT, 22 | 1 << 6 | NO_UPPER | VALID | WIDE | A64, 0x1_0000)
                .put(0x1_0000, 0x2_0003, 0x4000_0000L | BLOCK).put(0x2_0000 + 8191 * 8, 0xa001_0000L | PAGE);
        assertReaches(0xa001_1234L, 1 << 16, "rw", ask(large, (512L << 20) - 0x10000 + 0x1234, Access.READ));
        assertReaches(0x4000_1234L, 512 << 20, "rw", ask(large, (512L << 20) + 0x1234, Access.READ));
    }

    @Test
    void theUpperHalfHasTablesOfItsOwn() {
        TestMemory memory = tables().put(CONTEXT, 16 | 16 << 16 | 2L << 22 | VALID | WIDE | A64 | 3L << 38, 0x3000,
                0x8000).put(0x8ff8, 0x9003).put(0x9ff8, 0xa003).put(0xaff8, 0xb003).put(0xbff8, 0xc000_0000L | PAGE);
        assertReaches(0xc000_0010L, 4096, "rw", ask(memory, -0xff0, Access.READ));
        assertReaches(0xc000_0010L, 4096, "rw", ask(memory, -0xff0 & ~(0x5aL << 56), Access.READ));
        assertReaches(0xa000_1234L, 4096, "rw", ask(memory, 0x5aL << 56 | 0x1234, Access.READ));
        List<String> all = Outcomes.mappings(walker(memory), STREAM, OptionalInt.empty());
        assertEquals("0 a0000000 2000 rw", all.getFirst());
        assertEquals("fffffffffffff000 c0000000 1000 rw", all.getLast());
    }

    @Test
    void stageTwoStartsWhereItsEntrySays() {
        Translation found = ask(second(new TestMemory(), STAGE_2, 0), 0x5123, Access.WRITE);
        assertReaches(0x2_5123L, 4096, "rw", found);
        assertEquals(List.of("stream 0 100140", "stage-2 1 10000", "stage-2 2 11000", "stage-2 3 12028"),
                Outcomes.steps(found));
        TestMemory memory = second(new TestMemory(), STAGE_2, 0);
        assertReaches(0x4001_2345L, 2 << 20, "rw", ask(memory, 0x21_2345, Access.READ));
        assertEvent("F_TRANSLATION", ask(memory, 0x1_0000, Access.READ));
        assertEvent("F_TRANSLATION", ask(memory, 1L << 39, Access.READ));
        assertEvent("F_PERMISSION", ask(memory.put(0x12000, 0x2_0000 | 1 << 10 | 1 << 6 | 3), 0, Access.WRITE));
        assertEvent("C_BAD_SUBSTREAMID", walker(memory).translate(new Request(STREAM, OptionalInt.of(1), 0,
                Access.READ)));
        assertEvent("C_BAD_STE", ask(memory.put(ENTRY + 16, 10L << 32 | 1L << 51), 0, Access.READ));
        assertInstanceOf(Translation.NotSupported.class, ask(memory.put(ENTRY + 16, 25L << 32), 0, Access.READ));
        assertEquals(List.of("0 20000 10000 rw", "200000 40000000 200000 rw"), Outcomes.mappings(walker(second(
                new TestMemory(), STAGE_2, 0)), STREAM, OptionalInt.empty()));
    }

    @Test
    void tablesOfStageTwoAreJoined() {
        TestMemory memory = new TestMemory().put(ENTRY, STAGE_2 | 1, 0, 24L << 32 | 1L << 38 | 5L << 48 | 1L << 51,
                0x1_0000).put(0x1_0000 + 513 * 8, 0x4000_0000L | 1 << 10 | 3 << 6 | 1);
        assertReaches(0x4000_1234L, 1 << 30, "rw", ask(memory, (513L << 30) + 0x1234, Access.READ));
        assertEquals(List.of("8040000000 40000000 40000000 rw"), Outcomes.mappings(walker(memory), STREAM,
                OptionalInt.empty()));
    }

    /** Context descriptor at intermediate address 1000h, tables at 2000h to 5000h. */
    @Test
    void bothStagesTogether() {
        TestMemory memory = second(new TestMemory(), NESTED, 0x1000)
                .put(0x2_1000, 16 | NO_UPPER | VALID | WIDE | A64, 0x2000)
                .put(0x2_2000, 0x3003).put(0x2_3000, 0x4003).put(0x2_4000, 0x5003, 0x20_0000 | BLOCK)
                .put(0x2_5000, 0x6000 | PAGE, 0x7000 | PAGE | READ_ONLY, 0x1_0000 | PAGE);
        assertReaches(0x2_6123L, 4096, "rw", ask(memory, 0x123, Access.WRITE));
        assertReaches(0x4000_0123L, 2 << 20, "rw", ask(memory, 0x20_0123, Access.WRITE));
        assertEvent("F_PERMISSION", ask(memory, 0x1123, Access.WRITE));
        assertEvent("F_TRANSLATION", ask(memory, 0x2123, Access.READ));
        assertEquals(List.of("0 26000 1000 rw", "1000 27000 1000 r-", "200000 40000000 200000 rw"),
                Outcomes.mappings(walker(memory), STREAM, OptionalInt.empty()));
        assertEvent("F_TRANSLATION", ask(memory.put(0x12008, 0), 0x123, Access.READ));
    }
}
