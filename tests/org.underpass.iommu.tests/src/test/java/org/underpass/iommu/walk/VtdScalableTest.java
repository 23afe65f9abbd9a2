package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.underpass.iommu.walk.Outcomes.assertBlocked;
import static org.underpass.iommu.walk.Outcomes.assertReaches;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * VT-d in scalable mode: vectors written from the specification (VT-d 4.1 sections 3.4 to 3.8 and 9), as no machine
 * with nested translation could be run. Field positions agree with the entries of real machines in
 * ../shared/corpora/dma/debugfs-samples.txt.
 */
class VtdScalableTest {
    private static final int DEVICE = 0x0190;
    private static final long FIRST = 1 << 6;
    private static final long SECOND = 2 << 6;
    private static final long NESTED = 3 << 6;
    private static final long PASSED = 4 << 6;
    private static final long FOUR_LEVELS = 2 << 2;

    /**
     * Root at 1000h, context table for functions from 80h on at 2000h, PASID directory at 3000h, PASID table at 4000h.
     * PASID 0 second stage from 10000h, PASID 1 first stage from 20000h, PASID 2 nested: first stage from guest address
     * 5000h, which the second stage puts to 30000h; PASID 3 passed through.
     */
    private static TestMemory tables() {
        TestMemory memory = new TestMemory().put(0x1010, 0, 0x2001)
                .put(0x2000 + 0x10 * 32, 0x3000 | 7 << 9 | 0xd, 0)
                .put(0x3000, 0x4001)
                .put(0x4000, 0x10000 | SECOND | FOUR_LEVELS | 1, 0x0007)
                .put(0x4040, FIRST | 1, 0x0008, 0x20000)
                .put(0x4080, 0x10000 | NESTED | FOUR_LEVELS | 1, 0x0009, 0x5000)
                .put(0x40c0, PASSED | FOUR_LEVELS | 1, 0x000a);
        // Second stage: page 5 to 30000h, 6 to 31000h, 7 to 32000h read-only, 8 to 33000h, 200000h as 2 MiB.
        memory.put(0x10000, 0x11003).put(0x11000, 0x12003).put(0x12000, 0x13003, 0x4000_0083L)
                .put(0x13000 + 5 * 8, 0x30003, 0x31003, 0x32001, 0x33003);
        // First stage of PASID 1: page 0 to a0000000h, 1 read-only, 2 for supervisors, 1 GiB at 40000000h, last page.
        memory.put(0x20000, 0x21007).put(0x21000, 0x22007, 0x8000_0087L).put(0x22000, 0x23007)
                .put(0x23000, 0xa000_0007L, 0xa000_1005L, 0xa000_2003L)
                .put(0x20ff8, 0x24007).put(0x24ff8, 0x25007).put(0x25ff8, 0x26007).put(0x26ff8, 0xb000_0007L);
        // First stage of PASID 2, at guest addresses: 5000h, 6000h, 8000h, then a large page to guest 200000h.
        return memory.put(0x30000, 0x6007).put(0x31000, 0x8007).put(0x33000, 0x20_0087L);
    }

    private static VtdWalker walker(TestMemory memory) {
        return new VtdWalker(memory, VtdRegisters.ofRoot(0x1400));
    }

    private static Translation ask(TestMemory memory, OptionalInt pasid, long iova, Access access) {
        return walker(memory).translate(new Request(DEVICE, pasid, iova, access));
    }

    @Test
    void withoutPasidTheContextNamesOne() {
        Translation found = ask(tables(), OptionalInt.empty(), 0x5123, Access.WRITE);
        assertReaches(0x30123, 4096, "rw", found);
        assertEquals(List.of("root 0 1010", "context 0 2200", "pasid-directory 0 3000", "pasid 0 4000",
                "second-stage 4 10000", "second-stage 3 11000", "second-stage 2 12000", "second-stage 1 13028"),
                Outcomes.steps(found));
        assertReaches(0x4001_2345L, 2 << 20, "rw", ask(tables(), OptionalInt.of(0), 0x21_2345, Access.READ));
        assertBlocked(0x85, ask(tables(), OptionalInt.empty(), 0x7000, Access.WRITE));
        assertBlocked(0x86, ask(tables(), OptionalInt.empty(), 0x1000, Access.READ));
        assertEquals(new VtdWalker.Tables(7, 4, 0x10000), walker(tables()).tables(DEVICE, OptionalInt.empty())
                .orElseThrow());
    }

    @Test
    void theFirstStageIsAProcessorsTable() {
        OptionalInt one = OptionalInt.of(1);
        assertReaches(0xa000_0234L, 4096, "rw", ask(tables(), one, 0x234, Access.WRITE));
        assertReaches(0xa000_1234L, 4096, "r-", ask(tables(), one, 0x1234, Access.ANY));
        assertBlocked(0x85, ask(tables(), one, 0x1234, Access.WRITE));
        assertBlocked(0x81, ask(tables(), one, 0x2234, Access.READ));
        assertBlocked(0x71, ask(tables(), one, 0x3234, Access.READ));
        assertReaches(0x8123_4567L, 1 << 30, "rw", ask(tables(), one, 0x4123_4567L, Access.WRITE));
        assertReaches(0xb000_0010L, 4096, "rw", ask(tables(), one, -0xff0, Access.WRITE));
        assertBlocked(0x80, ask(tables(), one, 1L << 47, Access.READ));
        assertEquals(new VtdWalker.Tables(8, 4, 0x20000), walker(tables()).tables(DEVICE, one).orElseThrow());
        assertEquals(List.of("0 a0000000 1000 rw", "1000 a0001000 1000 r-", "40000000 80000000 40000000 rw",
                "fffffffffffff000 b0000000 1000 rw"), Outcomes.mappings(walker(tables()), DEVICE, one));
    }

    @Test
    void fiveLevelsOfBothStages() {
        TestMemory memory = tables().put(0x4040, FIRST | 1, 8, 0x27000 | 1 << 2).put(0x27008, 0x20007)
                .put(0x4000, 0x17000 | SECOND | 3 << 2 | 1).put(0x17008, 0x10003);
        assertReaches(0xa000_0234L, 4096, "rw", ask(memory, OptionalInt.of(1), (1L << 48) + 0x234, Access.WRITE));
        assertReaches(0x30123, 4096, "rw", ask(memory, OptionalInt.of(0), (1L << 48) + 0x5123, Access.WRITE));
    }

    @Test
    void nestedTablesLieAndLeadBehindTheSecondStage() {
        OptionalInt two = OptionalInt.of(2);
        Translation found = ask(tables(), two, 0x12_3456, Access.WRITE);
        assertReaches(0x4012_3456L, 2 << 20, "rw", found);
        assertEquals(3, found.walk().stream().filter(step -> step.table().equals("first-stage")).count());
        assertEquals(List.of(0x30000L, 0x31000L, 0x33000L), found.walk().stream().filter(step -> step.table().equals(
                "first-stage")).map(WalkStep::entryAddress).toList());
        assertEquals(List.of("0 40000000 200000 rw"), Outcomes.mappings(walker(tables()), DEVICE, two));
        // A small page in the middle: its permissions are those of both stages.
        TestMemory small = tables().put(0x33000, 0x5007).put(0x30008, 0).put(0x30000 + 8, 0x7007);
        assertReaches(0x32000, 4096, "r-", ask(tables().put(0x33000, 0x6007).put(0x31008, 0x7007), two, 0x1000,
                Access.READ));
        assertInstanceOf(Translation.Blocked.class, ask(small, two, 0x40_0000_0000L, Access.READ));
        // The second stage does not show the first stage's root, or a lower table.
        assertBlocked(0x75, ask(tables().put(0x13028, 0), two, 0, Access.READ));
        assertBlocked(0x76, ask(tables().put(0x13040, 0), two, 0, Access.READ));
    }

    @Test
    void passedThroughIsAsItStands() {
        assertEquals(0x7777, assertInstanceOf(Translation.PassedThrough.class,
                ask(tables(), OptionalInt.of(3), 0x7777, Access.WRITE)).address());
    }

    @Test
    void theInterruptRangeIsItsOwnOnlyWithoutPasid() {
        assertInstanceOf(Translation.Interrupt.class, ask(tables(), OptionalInt.empty(), 0xfee0_1000L, Access.WRITE));
        assertBlocked(0x71, ask(tables(), OptionalInt.of(1), 0xfee0_1000L, Access.WRITE));
        assertBlocked(0x87, ask(tables().put(0x23000, 0xfee0_0007L), OptionalInt.of(1), 0, Access.WRITE));
    }

    @Test
    void eachFaultHasItsCode() {
        Map<TestMemory, Integer> cases = new LinkedHashMap<>();
        cases.put(new TestMemory(), 0x38);
        cases.put(tables().put(0x1018, 0), 0x39);
        cases.put(tables().put(0x1018, 0x2003), 0x3a);
        cases.put(tables().put(0x1018, 0x99001), 0x40);
        cases.put(tables().put(0x2200, 0), 0x41);
        cases.put(tables().put(0x2200, 0x3000 | 5), 0x45);
        cases.put(tables().put(0x2200, 0x99000 | 0xd), 0x50);
        cases.put(tables().put(0x3000, 0), 0x51);
        cases.put(tables().put(0x3000, 0x99001), 0x58);
        cases.put(tables().put(0x4040, 0), 0x59);
        cases.put(tables().put(0x4040, 1), 0x5b);
        cases.put(tables().put(0x4040, FIRST | 1, 8, 0x20000 | 2 << 2), 0x5b);
        cases.put(tables().put(0x4040, FIRST | 1, 8, 0x99000), 0x73);
        cases.put(tables().put(0x20000, 0x99007), 0x70);
        cases.put(tables().put(0x21000, 0x8000_1087L | 1 << 21), 0x72);
        cases.forEach((memory, code) -> assertBlocked(code, ask(memory, OptionalInt.of(1), 0, Access.READ)));
        assertBlocked(0x46, ask(tables().put(0x2200, 0x3000 | 0xd), OptionalInt.of(1 << 13), 0, Access.READ));
        assertBlocked(0x5b, ask(tables().put(0x4000, 0x10000 | SECOND | 1), OptionalInt.of(0), 0, Access.READ));
        assertBlocked(0x7b, ask(tables().put(0x4000, 0x99000 | SECOND | FOUR_LEVELS | 1), OptionalInt.of(0), 0,
                Access.READ));
        assertBlocked(0x78, ask(tables().put(0x10000, 0x99003), OptionalInt.of(0), 0, Access.READ));
        assertBlocked(0x84, ask(tables(), OptionalInt.of(0), 1L << 48, Access.READ));
    }
}
