package org.underpass.host.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * The right to change a machine: one process at a time, for all profiles. The kernel takes it back from a process that
 * ends, however it does. The file stays.
 */
public final class SwitchLock implements AutoCloseable {
    private static final long PAUSE = 20;

    private final FileChannel channel;
    private final FileLock lock;

    private SwitchLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @param folder the machine's state folder
     * @param limit  how long to wait for another process
     * @return empty when another one still has it
     */
    public static Optional<SwitchLock> take(Path folder, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        try {
            while (true) {
                try {
                    FileLock lock = channel.tryLock();
                    if (lock != null) {
                        return Optional.of(new SwitchLock(channel, lock));
                    }
                } catch (OverlappingFileLockException here) {
                    // another thread of this process has it
                }
                if (System.nanoTime() >= deadline) {
                    channel.close();
                    return Optional.empty();
                }
                Thread.sleep(PAUSE);
            }
        } catch (IOException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
