package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looking Glass: the guest hands its pictures to the host through shared memory.
 *
 * @param width largest width in pixels; 0 only in a partial profile
 * @param height largest height in pixels; 0 only in a partial profile
 * @param format sdr by default
 * @param size size of the shared memory in bytes as written; absent: {@link #neededSize()}
 * @param path the shared memory file or kvmfr device; absent: /dev/shm/looking-glass
 */
public record LookingGlass(int width, int height, PixelFormat format, OptionalLong size, Optional<String> path) {
    /**
     * The size in bytes that the guest needs: three pictures whose rows are padded to 256 bytes, 4 MiB of
     * housekeeping, rounded up to a power of two (Looking Glass documentation, "IVSHMEM size"). 0 in a partial profile
     * without width or height.
     */
    public long neededSize() {
        if (width <= 0 || height <= 0) {
            return 0;
        }
        long row = (width * (format == PixelFormat.HDR ? 8L : 4L) + 255) / 256 * 256;
        long bytes = row * height * 3 + (4L << 20);
        long size = Long.highestOneBit(bytes);
        return size == bytes ? size : size << 1;
    }
}
