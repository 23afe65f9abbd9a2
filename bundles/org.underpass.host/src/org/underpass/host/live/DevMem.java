package org.underpass.host.live;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * {@code /dev/mem}, mapped uncached. Java maps no device files, and read(2) maps registers cached, which the kernel
 * refuses for what its driver holds uncached.
 */
final class DevMem implements DeviceMemory {
    private static final int PAGE = 4096;
    private static final int O_RDONLY_SYNC_CLOEXEC = 0x101000 | 0x80000;
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;

    /** The few calls of the C library. */
    interface LibC extends Library {
        int open(String path, int flags);

        Pointer mmap(Pointer address, NativeLong length, int protection, int flags, int file, NativeLong offset);

        int munmap(Pointer address, NativeLong length);

        int close(int file);
    }

    private final LibC libc = Native.load("c", LibC.class);

    @Override
    public Page map(long address) throws Refused {
        int file = libc.open("/dev/mem", O_RDONLY_SYNC_CLOEXEC);
        if (file < 0) {
            throw new Refused(Native.getLastError(), true);
        }
        Pointer at = libc.mmap(Pointer.NULL, new NativeLong(PAGE), PROT_READ, MAP_SHARED, file,
                new NativeLong(address));
        int error = Native.getLastError();
        libc.close(file);
        if (Pointer.nativeValue(at) == -1) {
            throw new Refused(error, false);
        }
        return new Page() {
            @Override
            public long u64(int offset) {
                return at.getLong(offset);
            }

            @Override
            public int u32(int offset) {
                return at.getInt(offset);
            }

            @Override
            public void close() {
                libc.munmap(at, new NativeLong(PAGE));
            }
        };
    }
}
