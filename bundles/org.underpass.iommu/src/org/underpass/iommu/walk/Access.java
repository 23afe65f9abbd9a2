package org.underpass.iommu.walk;

/** Kinds of access to memory. */
public enum Access {
    READ, WRITE,
    /** Whichever is allowed: blocked only where neither is. */
    ANY
}
