package org.underpass.iommu.walk;

/** What all levels of a walk together allow. */
public record Permissions(boolean read, boolean write) {
    /** Neither. */
    public static final Permissions NONE = new Permissions(false, false);
    /** Both. */
    public static final Permissions ALL = new Permissions(true, true);

    static final int READ = 1;
    static final int WRITE = 2;
    private static final Permissions[] OF_BITS = {NONE, new Permissions(true, false), new Permissions(false, true),
        ALL};

    /** Bit 0 read, bit 1 write: the form that walks count in. */
    static Permissions of(int bits) {
        return OF_BITS[bits & 3];
    }

    /** What both allow. */
    public Permissions and(Permissions other) {
        return new Permissions(read && other.read, write && other.write);
    }

    public boolean any() {
        return read || write;
    }

    /** {@code rw}, {@code r-}, {@code -w} or {@code --}. */
    @Override
    public String toString() {
        return (read ? "r" : "-") + (write ? "w" : "-");
    }
}
