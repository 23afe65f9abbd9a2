package org.underpass.host.live;

import java.io.IOException;

/** Registers of devices at their physical addresses. */
interface DeviceMemory {

    /** One page, mapped, until it is closed. */
    interface Page extends AutoCloseable {
        long u64(int offset);

        int u32(int offset);

        @Override
        void close();
    }

    /** Why a page could not be mapped: the number that the kernel gave, see errno(3). */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int number;
        private final boolean whileOpening;

        Refused(int number, boolean whileOpening) {
            super("error " + number);
            this.number = number;
            this.whileOpening = whileOpening;
        }

        int number() {
            return number;
        }

        /** Whether the device file could not even be opened. */
        boolean whileOpening() {
            return whileOpening;
        }
    }

    /** Maps a page for reading. */
    Page map(long address) throws Refused;
}
