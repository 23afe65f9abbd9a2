package org.underpass.iommu.walk;

/**
 * Merges pages into ranges, so that millions of pages do not become millions of objects. For sources that know pages
 * one by one, in the order of their addresses; walkers do it themselves. Not safe for several threads.
 */
public final class RangeMerger {
    private final MappingVisitor visitor;
    private long tablesLeft;
    private boolean stopped;
    private long iova;
    private long address;
    private long length;
    private int allowed;

    /** Merges without a limit. */
    public RangeMerger(MappingVisitor visitor) {
        this(visitor, Long.MAX_VALUE);
    }

    RangeMerger(MappingVisitor visitor, long maxTables) {
        this.visitor = visitor;
        this.tablesLeft = maxTables;
    }

    /** Counts a table; false when the limit is reached. */
    boolean takeTable() {
        stopped |= --tablesLeft < 0 || !visitor.goOn();
        return !stopped;
    }

    /** Adds a page; false when the visitor stops. */
    public boolean add(long from, long to, long size, Permissions permissions) {
        return add(from, to, size, (permissions.read() ? Permissions.READ : 0)
                | (permissions.write() ? Permissions.WRITE : 0));
    }

    /** Adds pages; false when the visitor stops. */
    boolean add(long from, long to, long size, int bits) {
        if (length > 0 && from == iova + length && to == address + length && bits == allowed) {
            length += size;
            return true;
        }
        flush();
        iova = from;
        address = to;
        length = size;
        allowed = bits;
        return !stopped;
    }

    boolean stopped() {
        return stopped;
    }

    /** Hands out the last range; whether nothing stopped the walk. */
    public boolean end() {
        flush();
        return !stopped;
    }

    private void flush() {
        if (length > 0 && !stopped) {
            stopped = !visitor.range(iova, address, length, Permissions.of(allowed));
        }
        length = 0;
    }
}
