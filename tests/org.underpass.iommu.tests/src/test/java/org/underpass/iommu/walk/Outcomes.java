package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What tests of walkers say again and again. */
final class Outcomes {
    private Outcomes() {
    }

    static void assertBlocked(int code, Translation translation) {
        Translation.Blocked blocked = assertInstanceOf(Translation.Blocked.class, translation);
        assertEquals(OptionalInt.of(code), blocked.code(), blocked.toString());
        assertFalse(blocked.sentence().isEmpty());
    }

    static void assertEvent(String event, Translation translation) {
        Translation.Blocked blocked = assertInstanceOf(Translation.Blocked.class, translation);
        assertEquals(event, blocked.event(), blocked.toString());
        assertFalse(blocked.sentence().isEmpty());
    }

    static void assertReaches(long address, long pageSize, String permissions, Translation translation) {
        Translation.Translated found = assertInstanceOf(Translation.Translated.class, translation);
        assertEquals(Long.toHexString(address), Long.toHexString(found.address()), found.toString());
        assertEquals(pageSize, found.pageSize(), found.toString());
        assertEquals(permissions, found.permissions().toString(), found.toString());
    }

    static List<String> steps(Translation translation) {
        return translation.walk().stream().map(step -> step.table() + " " + step.level() + " "
                + Long.toHexString(step.entryAddress())).toList();
    }

    static List<String> mappings(Walker walker, int requester, OptionalInt pasid) {
        List<String> ranges = new ArrayList<>();
        walker.mappings(requester, pasid, 10_000, (iova, address, length, permissions) -> ranges.add(
                String.format("%x %x %x %s", iova, address, length, permissions)));
        return ranges;
    }
}
