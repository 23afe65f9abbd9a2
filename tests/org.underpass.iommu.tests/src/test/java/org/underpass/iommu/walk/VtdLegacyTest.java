package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.underpass.iommu.walk.Outcomes.assertBlocked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** VT-d legacy tables, written from the specification. */
class VtdLegacyTest {
    /** SAGAW 3 and 4 levels, 48 bits, pages of 2 MiB and 1 GiB. */
    private static final long CAP = 6L << 8 | 47L << 16 | 3L << 34;
    /** Pass-through, device TLB, snoop control. */
    private static final long ECAP = 1 << 6 | 1 << 2 | 1 << 7;
    private static final int DEVICE = 0x0100;
    private static final OptionalInt NONE = OptionalInt.empty();

    /** Root at 1000h, contexts of bus 1 at 2000h, tables of four levels from 3000h on. */
    private static TestMemory tables() {
        return new TestMemory().put(0x1010, 0x2001).put(0x2000, 0x3001).put(0x2008, 0x502)
                .put(0x3000, 0x4003).put(0x4000, 0x5003).put(0x5000, 0x6003)
                .put(0x6000, 0xa000_0003L).put(0x6008, 0xa000_1003L).put(0x6010, 0xb000_0001L).put(0x6018, 0xc000_0002L)
                .put(0x5008, 0x4000_0083L).put(0x4008, 0x8000_0083L);
    }

    private static Translation ask(TestMemory memory, long iova, Access access) {
        return walker(memory).translate(Request.of(DEVICE, iova, access));
    }

    private static VtdWalker walker(TestMemory memory) {
        return new VtdWalker(memory, new VtdRegisters(CAP, ECAP, 0xc000_0000L, 0x1000));
    }

    @Test
    void anAddressIsFollowedThroughAllLevels() {
        Translation.Translated found = assertInstanceOf(Translation.Translated.class,
                ask(tables(), 0x1234, Access.WRITE));
        assertEquals(0xa000_1234L, found.address());
        assertEquals(Permissions.ALL, found.permissions());
        assertEquals(4096, found.pageSize());
        assertEquals(List.of("root 0 1010", "context 0 2000", "second-stage 4 3000", "second-stage 3 4000",
                "second-stage 2 5000", "second-stage 1 6008"),
                found.walk().stream().map(step -> step.table() + " " + step.level() + " "
                        + Long.toHexString(step.entryAddress())).toList());
    }

    @Test
    void largePagesKeepTheirOffset() {
        Translation.Translated two = (Translation.Translated) ask(tables(), 0x212345, Access.READ);
        assertEquals(0x4001_2345L, two.address());
        assertEquals(2 << 20, two.pageSize());
        Translation.Translated one = (Translation.Translated) ask(tables(), 0x4abc_def0L, Access.READ);
        assertEquals(0x8abc_def0L, one.address());
        assertEquals(1 << 30, one.pageSize());
    }

    @Test
    void permissionsAreThoseOfAllLevelsTogether() {
        VtdWalker walker = walker(tables());
        assertBlocked(5, walker.translate(Request.of(DEVICE, 0x2000, Access.WRITE)));
        assertBlocked(6, walker.translate(Request.of(DEVICE, 0x3000, Access.READ)));
        assertEquals("r-", ((Translation.Translated) ask(tables(), 0x2000, Access.ANY)).permissions().toString());
        VtdWalker readOnly = walker(tables().put(0x4000, 0x5001));
        assertBlocked(5, readOnly.translate(Request.of(DEVICE, 0x1000, Access.WRITE)));
        assertBlocked(6, readOnly.translate(Request.of(DEVICE, 0x3000, Access.ANY)));
    }

    @Test
    void eachFaultHasItsCode() {
        Map<TestMemory, Integer> cases = new HashMap<>();
        cases.put(new TestMemory(), 0x08);
        cases.put(tables().put(0x1010, 0), 0x01);
        cases.put(tables().put(0x1010, 0x2003), 0x0a);
        cases.put(tables().put(0x1010, 0x99001), 0x09);
        cases.put(tables().put(0x2000, 0), 0x02);
        cases.put(tables().put(0x2000, 0x3011), 0x0b);
        cases.put(tables().put(0x2008, 0x1000_0000_0502L), 0x0b);
        cases.put(tables().put(0x2000, 0x300d), 0x03);
        cases.put(tables().put(0x2008, 0x503), 0x03);
        cases.put(tables().put(0x3000, 0x99003), 0x07);
        cases.put(tables().put(0x3000, 0x4083), 0x0c);
        cases.put(tables().put(0x5000, 0x6083), 0x0c);
        cases.put(tables().put(0x6000, 0), 0x06);
        cases.forEach((memory, code) -> assertBlocked(code, ask(memory, 0x10, Access.READ)));
        cases.forEach((memory, code) -> assertEquals(code >= 7 && code <= 9,
                ((Translation.Blocked) ask(memory, 0x10, Access.READ)).tableUnreadable()));
        assertBlocked(0x04, walker(tables()).translate(Request.of(DEVICE, 1L << 48, Access.READ)));
        assertBlocked(0x04, ask(tables(), -1, Access.READ));
    }

    @Test
    void someAddressesAndRequestersTakeOtherWays() {
        assertInstanceOf(Translation.Interrupt.class, ask(tables(), 0xfee0_1000L, Access.WRITE));
        Translation passed = ask(tables().put(0x2000, 0x9), 0x7777, Access.WRITE);
        assertEquals(0x7777, assertInstanceOf(Translation.PassedThrough.class, passed).address());
        assertInstanceOf(Translation.PassedThrough.class, new VtdWalker(tables(), new VtdRegisters(CAP, ECAP, 0,
                0x1000))
                .translate(Request.of(DEVICE, 0x10, Access.READ)));
        assertEquals(OptionalInt.empty(), assertInstanceOf(Translation.Blocked.class, new VtdWalker(tables(),
                new VtdRegisters(CAP, ECAP, 0x8000_0000L, 0x1c00)).translate(Request.of(DEVICE, 0x10, Access.READ)))
                .code());
        assertInstanceOf(Translation.NotSupported.class, new VtdWalker(tables(),
                new VtdRegisters(CAP, ECAP, 0x8000_0000L, 0x1800)).translate(Request.of(DEVICE, 0x10, Access.READ)));
    }

    @Test
    void mappingsAreMergedIntoRanges() {
        List<String> ranges = new ArrayList<>();
        assertTrue(walker(tables()).mappings(DEVICE, NONE, 100, (iova, address, length, permissions) ->
                ranges.add(String.format("%x %x %x %s", iova, address, length, permissions))));
        assertEquals(List.of("0 a0000000 2000 rw", "2000 b0000000 1000 r-", "3000 c0000000 1000 -w",
                "200000 40000000 200000 rw", "40000000 80000000 40000000 rw"), ranges);
        List<Long> first = new ArrayList<>();
        assertFalse(walker(tables()).mappings(DEVICE, NONE, 100, (iova, address, length, permissions) -> {
            first.add(iova);
            return false;
        }));
        assertEquals(List.of(0L), first);
        assertFalse(walker(tables().put(0x4010, 0x99003)).mappings(DEVICE, NONE, 100, (a, b, c, d) -> true));
    }

    @Test
    void tablesThatReferToEachOtherEndAtTheLimit() {
        TestMemory memory = tables();
        for (int i = 0; i < 512; i++) {
            memory.put(0x3000 + i * 8, 0x3003);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(
                walker(memory).mappings(DEVICE, NONE, 10_000, (a, b, c, d) -> true)));
    }

    @Test
    void mutatedTablesNeverFail() {
        Random random = new Random(4);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 20_000; round++) {
                TestMemory memory = tables();
                for (int change = 0; change < 3; change++) {
                    memory.put(0x1000 + random.nextInt(0x5000) / 8 * 8L, random.nextLong());
                    memory.put(List.of(0x1010L, 0x2000L, 0x2008L, 0x3000L, 0x4000L, 0x5000L).get(random.nextInt(6)),
                            random.nextInt(0x8000));
                }
                walker(memory).translate(Request.of(DEVICE, random.nextLong() >>> random.nextInt(64), Access.ANY));
                walker(memory).mappings(DEVICE, NONE, 50, (a, b, c, d) -> true);
            }
        });
    }
}
