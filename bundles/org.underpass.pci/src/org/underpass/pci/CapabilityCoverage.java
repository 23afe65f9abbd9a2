package org.underpass.pci;

/** How far a source shows a function's capabilities. What lies beyond is unknown, not absent. */
public enum CapabilityCoverage {
    /** No configuration space, or only (part of) the header: no capability is known to be there or not. */
    NONE,
    /** The first 256 bytes: standard capabilities; of the extended ones nothing is known. */
    STANDARD,
    /** All that the function has; for conventional PCI 256 bytes are all. */
    FULL
}
