package org.underpass.iommu.walk;

import java.util.List;

/**
 * One kind of page table: how addresses are cut into indices, and what an entry says. Levels count from 1 for the
 * tables whose entries are the smallest pages, whatever the specification's own count.
 *
 * <p>Works on plain numbers, so that millions of entries make no object.
 */
abstract class PageFormat {
    /** What an entry is. */
    enum Kind {
        ABSENT, TABLE, PAGE,
        /** Against the specification. */
        RESERVED,
        /** Leads to an address wider than allowed. */
        TOO_WIDE,
        /** A page whose access flag software has to set first. */
        UNTOUCHED
    }

    /** Why a walk ends without a page. */
    enum Cause {
        /** The address asked for is out of the tables' range. */
        ADDRESS,
        /** Memory does not show the table. */
        UNREADABLE, ABSENT, RESERVED, TOO_WIDE, UNTOUCHED, NO_READ, NO_WRITE
    }

    private final String table;
    private final int top;

    PageFormat(String table, int top) {
        this.table = table;
        this.top = top;
    }

    /** Name of these tables in steps. */
    final String table() {
        return table;
    }

    /** The topmost level. */
    final int top() {
        return top;
    }

    /** Whether the tables can say anything of an address. */
    abstract boolean covers(long address);

    /** How many bits of address an entry of a level covers. */
    int shift(int level) {
        return 12 + 9 * (level - 1);
    }

    /** How many entries a table of a level has. */
    int entries(int level) {
        return 512;
    }

    /** The address of the first byte that an entry of the topmost table covers, with its upper bits as they must be. */
    long extend(long address) {
        return address;
    }

    /** A level in the specification's own count. */
    int named(int level) {
        return level;
    }

    abstract Kind kind(long entry, int level);

    /** Physical address of the table or page that an entry leads to. */
    abstract long target(long entry, int level);

    /** Level of the table that an entry leads to; less than the entry's own. */
    int next(long entry, int level) {
        return level - 1;
    }

    /** How many bits of address the page of an entry covers. */
    int pageShift(long entry, int level) {
        return shift(level);
    }

    /** What an entry allows, as bits of {@link Permissions}. */
    abstract int allowed(long entry, int level);

    /** The fault that a cause makes. */
    abstract Translation fault(Cause cause, int level, Access access, List<WalkStep> walk);

    /** The fault when a table of these lies where the stage behind does not let it be read. */
    Translation behind(Translation inner, int level) {
        return inner;
    }
}
