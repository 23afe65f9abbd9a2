package org.underpass.iommu.walk;

/** What all levels of a walk together allow. */
public record Permissions(boolean read, boolean write) {
    /** Neither. */
    public static final Permissions NONE = new Permissions(false, false);
    /** Both. */
    public static final Permissions ALL = new Permissions(true, true);

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
