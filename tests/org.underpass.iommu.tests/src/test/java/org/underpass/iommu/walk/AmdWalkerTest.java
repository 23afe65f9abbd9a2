package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.underpass.iommu.walk.Outcomes.assertEvent;
import static org.underpass.iommu.walk.Outcomes.assertReaches;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * AMD's tables: vectors written from the specification (48882 revision 3.08, section 2.2). Guest tables could be run on
 * no machine; host tables are compared with a lab's in {@link AmdLabTest}.
 */
class AmdWalkerTest {
    private static final int DEVICE = 0x0100;
    private static final long BOTH = 3L << 61;
    private static final long ENTRY = 0x10_0000 + DEVICE * 32;

    private static long table(long address, int next) {
        return address | (long) next << 9 | BOTH | 1;
    }

    private static long page(long address) {
        return address | BOTH | 1;
    }

    /** Device table at 100000h for 512 devices; three levels from 1000h. */
    private static TestMemory tables() {
        return new TestMemory().put(ENTRY, 0x1000 | 3 << 9 | BOTH | 3, 7)
                .put(0x1000, table(0x2000, 2), table(0x3000, 1), page(0x8000_0000L))
                .put(0x2000, table(0x4000, 1), page(0x4000_0000L), sized(0x5000_0000L, 23), sized(0x5000_0000L, 23))
                .put(0x3000, page(0xb000_0000L))
                .put(0x4000, page(0xa000_0000L), page(0xa000_1000L), 0xa000_2000L | 1L << 61 | 1,
                        0xa000_3000L | 1L << 62 | 1, sized(0xa001_0000L, 14), sized(0xa001_0000L, 14),
                        sized(0xa001_0000L, 14), sized(0xa001_0000L, 14));
    }

    /** A page of any size: ones below the bit that is half the size. */
    private static long sized(long address, int shift) {
        return address | (1L << shift - 1) - 1 & ~0xfffL | 7 << 9 | BOTH | 1;
    }

    private static AmdWalker walker(TestMemory memory) {
        return new AmdWalker(memory, AmdRegisters.ofDeviceTable(0x10_0003));
    }

    private static Translation ask(TestMemory memory, long iova, Access access) {
        return walker(memory).translate(Request.of(DEVICE, iova, access));
    }

    @Test
    void addressesPassAllLevels() {
        Translation found = ask(tables(), 0x1234, Access.WRITE);
        assertReaches(0xa000_1234L, 4096, "rw", found);
        assertEquals(List.of("device 0 102000", "host 3 1000", "host 2 2000", "host 1 4008"), Outcomes.steps(found));
        assertReaches(0x4001_2345L, 2 << 20, "rw", ask(tables(), 0x21_2345, Access.READ));
        assertReaches(0x8123_4567L, 1 << 30, "rw", ask(tables(), 0x8123_4567L, Access.READ));
    }

    @Test
    void pagesOfAnySizeAreRepeated() {
        assertReaches(0xa001_0000L + 0x3000, 1 << 14, "rw", ask(tables(), 0x7000, Access.READ));
        assertReaches(0x5000_0000L + 0x41_0000, 1 << 23, "rw", ask(tables(), 0x41_0000, Access.READ));
        // 32 KiB and 4 MiB as a kernel wrote them in the lab.
        assertReaches(0x1_0381_4567L, 1 << 15, "rw", ask(tables().put(0x4020,
                0x7000000103813e01L), 0x4567, Access.READ));
        assertReaches(0x1_0600_0123L, 1 << 22, "rw", ask(tables().put(0x2010, 0x70000001061ffe01L), 0x40_0123,
                Access.READ));
    }

    @Test
    void levelsMayBeSkippedWhereTheAddressIsZero() {
        assertReaches(0xb000_0010L, 4096, "rw", ask(tables(), 0x4000_0010L, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables(), 0x4020_0010L, Access.READ));
    }

    @Test
    void permissionsAreThoseOfAllLevelsAndOfTheDevice() {
        assertReaches(0xa000_2000L, 4096, "r-", ask(tables(), 0x2000, Access.ANY));
        assertEvent("IO_PAGE_FAULT", ask(tables(), 0x2000, Access.WRITE));
        assertEvent("IO_PAGE_FAULT", ask(tables(), 0x3000, Access.READ));
        TestMemory readOnly = tables().put(ENTRY, 0x1000 | 3 << 9 | 1L << 61 | 3);
        assertReaches(0xa000_0000L, 4096, "r-", ask(readOnly, 0, Access.ANY));
        assertEvent("IO_PAGE_FAULT", ask(readOnly, 0, Access.WRITE));
    }

    @Test
    void theDeviceTableSendsRequestsOtherWays() {
        assertInstanceOf(Translation.PassedThrough.class, ask(tables().put(ENTRY, 0), 0x77, Access.READ));
        assertInstanceOf(Translation.PassedThrough.class, ask(tables().put(ENTRY, BOTH | 3), 0x77, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables().put(ENTRY, 3), 0x77, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables().put(ENTRY, 1), 0x77, Access.READ));
        assertEvent("ILLEGAL_DEV_TABLE_ENTRY", ask(tables().put(ENTRY, 7 << 9 | BOTH | 3), 0x77, Access.READ));
        assertEvent("DEV_TAB_HARDWARE_ERROR", ask(new TestMemory(), 0x77, Access.READ));
        assertInstanceOf(Translation.Interrupt.class, ask(tables(), 0xfee0_0000L, Access.WRITE));
        assertInstanceOf(Translation.PassedThrough.class, new AmdWalker(tables(), new AmdRegisters(0x10_0003, 0))
                .translate(Request.of(DEVICE, 0x77, Access.READ)));
        assertEvent("", walker(tables()).translate(Request.of(0x300, 0x77, Access.READ)));
    }

    @Test
    void wrongTablesAreFaults() {
        assertEvent("IO_PAGE_FAULT", ask(tables(), 1L << 39, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables(), 0x9000, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables().put(0x1000, table(0x2000, 3)), 0, Access.READ));
        assertEvent("PAGE_TAB_HARDWARE_ERROR", ask(tables().put(0x1000, table(0x9_9000, 2)), 0, Access.READ));
        assertEvent("IO_PAGE_FAULT", ask(tables().put(0x2000, sized(0, 13)), 0, Access.READ));
    }

    @Test
    void sixLevelsReachAllAddresses() {
        TestMemory memory = tables().put(ENTRY, 0x6000 | 6L << 9 | BOTH | 3).put(0x6000 + 127 * 8, table(0x3000, 1));
        assertReaches(0xb000_0010L, 4096, "rw", ask(memory, 127L << 57 | 0x10, Access.READ));
    }

    @Test
    void mappingsMergeRepeatedEntries() {
        assertEquals(List.of("0 a0000000 2000 rw", "2000 a0002000 1000 r-", "3000 a0003000 1000 -w",
                "4000 a0010000 4000 rw", "200000 40000000 200000 rw", "400000 50400000 400000 rw",
                "40000000 b0000000 1000 rw", "80000000 80000000 40000000 rw"),
                Outcomes.mappings(walker(tables()), DEVICE, OptionalInt.empty()));
    }

    /** GCR3 table of two levels at guest address 1000h, PASID 201h in it; the host adds 100000000h to addresses. */
    private static TestMemory guest() {
        long base = 1L << 32;
        long gcr3 = 0x1000;
        return new TestMemory()
                .put(ENTRY, 0x1000 | 2 << 9 | BOTH | 1L << 55 | 1L << 56 | (gcr3 >>> 12 & 7) << 58 | 3, 7, 0)
                .put(0x1000, table(0x2000, 1))
                .put(0x2000, page(base), page(base + 0x1000), page(base + 0x2000), page(base + 0x3000),
                        page(base + 0x4000), page(base + 0x5000), page(base + 0x6000))
                .put(base + 0x1008, 0x2001).put(base + 0x2008, 0x3001)
                .put(base + 0x3000, 0x4007).put(base + 0x4000, 0x5007).put(base + 0x5000, 0x6007)
                .put(base + 0x6000, 0x2007, 0x3005, 0x4003);
    }

    @Test
    void guestTablesLieBehindTheHosts() {
        OptionalInt pasid = OptionalInt.of(0x201);
        AmdWalker walker = walker(guest());
        Translation found = walker.translate(new Request(DEVICE, pasid, 0x123, Access.WRITE));
        assertReaches(0x1_0000_2123L, 4096, "rw", found);
        assertEquals(2, found.walk().stream().filter(step -> step.table().equals("gcr3")).count());
        assertEquals(4, found.walk().stream().filter(step -> step.table().equals("guest")).count());
        assertReaches(0x1_0000_3123L, 4096, "r-", walker.translate(new Request(DEVICE, pasid, 0x1123, Access.ANY)));
        assertEvent("IO_PAGE_FAULT", walker.translate(new Request(DEVICE, pasid, 0x2123, Access.READ)));
        assertEvent("IO_PAGE_FAULT", walker.translate(new Request(DEVICE, OptionalInt.of(0x401), 0, Access.READ)));
        assertEvent("IO_PAGE_FAULT", walker.translate(new Request(DEVICE, OptionalInt.of(1 << 18), 0, Access.READ)));
        assertEquals(List.of("0 100002000 1000 rw", "1000 100003000 1000 r-"), Outcomes.mappings(walker, DEVICE,
                pasid));
        // Without PASID the host's tables alone count.
        assertReaches(0x1_0000_0123L, 4096, "rw", walker.translate(Request.of(DEVICE, 0x123, Access.READ)));
    }

    @Test
    void guestTablesMayStandAlone() {
        TestMemory memory = new TestMemory()
                .put(ENTRY, BOTH | 1L << 55 | 1L << 54 | (0x1234_5000L >>> 12 & 7) << 58 | 3,
                        (0x1234_5000L >>> 15 & 0xffff) << 16 | (0x1234_5000L >>> 31) << 43, 1L << 54)
                .put(0x1234_5000L, 0x2_0001).put(0x2_0008, 0x2_1007).put(0x2_1000, 0x2_2007)
                .put(0x2_2000, 0x8000_0087L);
        assertReaches(0x8000_0010L, 1 << 30, "rw", walker(memory).translate(Request.of(DEVICE, (1L << 48) + 0x10,
                Access.WRITE)));
    }
}
