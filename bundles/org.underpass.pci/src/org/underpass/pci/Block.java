package org.underpass.pci;

/**
 * Reads the registers of one capability. Registers that are not known read as 0, and the first of them is
 * remembered, so that a decoder needs no test of its own: whoever called it asks {@link #missing} afterwards.
 */
final class Block {

    private final ConfigSpace config;
    private final int base;
    private int missing = -1;

    Block(ConfigSpace config, int base) {
        this.config = config;
        this.base = base;
    }

    /** Offset of the capability in configuration space. */
    int base() {
        return base;
    }

    ConfigSpace config() {
        return config;
    }

    int u8(int at) {
        return (int) read(at, 1);
    }

    int u16(int at) {
        return (int) read(at, 2);
    }

    long u32(int at) {
        return read(at, 4);
    }

    long u64(int at) {
        return read(at, 4) | read(at + 4, 4) << 32;
    }

    /** @param size 1, 2, 4 or 8 */
    long read(int at, int size) {
        if (!config.has(base + at, size)) {
            if (missing < 0) {
                missing = base + at;
                while (config.has(missing, 1)) {
                    missing++;
                }
            }
            return 0;
        }
        return switch (size) {
            case 1 -> config.u8(base + at);
            case 2 -> config.u16(base + at);
            case 4 -> config.u32(base + at);
            default -> config.u64(base + at);
        };
    }

    /** Version of an extended capability. */
    int version() {
        return u16(2) & 0xf;
    }

    /** Whether everything read so far was known. */
    boolean isWhole() {
        return missing < 0;
    }

    /** Offset in configuration space of the first byte that was needed and is not known; -1 if none. */
    int missing() {
        return missing;
    }
}
