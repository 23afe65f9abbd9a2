package org.underpass.pci;

/** What the decoders of single capabilities share. */
final class CapabilityReader {

    private CapabilityReader() {
    }

    /** An entry whose first {@code needed} bytes are not all known. */
    static TruncatedCapability cut(ConfigSpace config, int id, String name, int offset, boolean extended,
            int needed) {
        int at = offset;
        while (at < offset + needed && config.has(at, 1)) {
            at++;
        }
        return new TruncatedCapability(id, name, offset, extended, TruncatedCapability.Reason.NOT_SHOWN, at);
    }
}
