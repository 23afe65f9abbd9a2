package org.underpass.iommu.walk;

/** Merges pages into ranges, so that millions of pages do not become millions of objects. */
final class RangeMerger {
    private final MappingVisitor visitor;
    private long tablesLeft;
    private boolean stopped;
    private long iova;
    private long address;
    private long length;
    private int allowed;

    RangeMerger(MappingVisitor visitor, long maxTables) {
        this.visitor = visitor;
        this.tablesLeft = maxTables;
    }

    /** Counts a table; false when the limit is reached. */
    boolean takeTable() {
        stopped |= --tablesLeft < 0 || !visitor.goOn();
        return !stopped;
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
    boolean end() {
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
