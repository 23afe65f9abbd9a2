package org.underpass.iommu.walk;

/** Merges pages into ranges, so that millions of pages do not become millions of objects. */
final class RangeMerger {
    private final MappingVisitor visitor;
    private long tablesLeft;
    private boolean limitReached;
    private boolean visitorStopped;
    private long iova;
    private long address;
    private long length;
    private Permissions permissions = Permissions.NONE;

    RangeMerger(MappingVisitor visitor, long maxTables) {
        this.visitor = visitor;
        this.tablesLeft = maxTables;
    }

    /** Counts a table; false when the limit is reached. */
    boolean takeTable() {
        limitReached |= --tablesLeft < 0;
        return !stopped();
    }

    boolean add(long pageIova, long pageAddress, long size, Permissions allowed) {
        if (length > 0 && pageIova == iova + length && pageAddress == address + length && allowed.equals(permissions)) {
            length += size;
            return true;
        }
        flush();
        iova = pageIova;
        address = pageAddress;
        length = size;
        permissions = allowed;
        return !stopped();
    }

    boolean stopped() {
        return limitReached || visitorStopped;
    }

    /** Hands out the last range; whether nothing stopped the walk. */
    boolean end() {
        flush();
        return !stopped();
    }

    private void flush() {
        if (length > 0 && !visitorStopped) {
            visitorStopped = !visitor.range(iova, address, length, permissions);
        }
        length = 0;
    }
}
