package org.underpass.hypervisor.xen.run;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * The folder of one guest while it runs: {@code guest.cfg} is what xl was given, {@code xen.properties} says who it is,
 * {@code start.log} what xl said, {@code lock} is held by whoever starts it.
 *
 * @param path the folder
 */
record XenFolder(Path path) {
    /** Who runs there. */
    record Entry(String name, String uuid, Instant started, String program) {
    }

    Path config() {
        return path.resolve("guest.cfg");
    }

    Path startLog() {
        return path.resolve("start.log");
    }

    private Path record() {
        return path.resolve("xen.properties");
    }

    /** Makes the folder, for nobody but us, and takes its lock. */
    FileChannel lock() throws GuestException {
        FileChannel channel = null;
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
            channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            return channel;
        } catch (OverlappingFileLockException held) {
            close(channel);
            throw new GuestException(Kind.BUSY, "another start is under way in " + path, held);
        } catch (IOException failure) {
            close(channel);
            throw unusable(failure);
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // Nothing was written through it.
            return;
        }
    }

    GuestException unusable(IOException failure) {
        return new GuestException(Kind.REFUSED, "the run folder " + path + " cannot be used: " + failure.getMessage(),
                failure);
    }

    /** Takes away what an earlier guest left; other backends find nothing of theirs here either. */
    void sweep() throws IOException {
        for (String name : new String[] {"guest.json", "xen.properties", "guest.cfg", "start.log"}) {
            Files.deleteIfExists(path.resolve(name));
        }
    }

    void write(Entry entry) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("name", entry.name);
        properties.setProperty("uuid", entry.uuid);
        properties.setProperty("started", entry.started.toString());
        properties.setProperty("program", entry.program);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Path fresh = path.resolve("xen.properties.new");
        Files.writeString(fresh, text.toString());
        Files.move(fresh, record(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Who runs there, or ran there last; absent where that cannot be told. */
    Optional<Entry> read() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(record())) {
            properties.load(reader);
            return Optional.of(new Entry(properties.getProperty("name").toString(),
                    properties.getProperty("uuid").toString(), Instant.parse(properties.getProperty("started")),
                    properties.getProperty("program", "xl")));
        } catch (IOException | RuntimeException absentOrForeign) {
            return Optional.empty();
        }
    }
}
