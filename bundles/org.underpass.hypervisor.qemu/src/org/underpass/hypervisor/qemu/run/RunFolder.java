package org.underpass.hypervisor.qemu.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.hypervisor.machine.text.Json;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * The folder of one guest while it runs: {@code guest.json} says who it is, {@code qmp.sock} takes commands, the
 * {@code watch} sockets serve those who watch, {@code start.log} and {@code qemu.log} hold what QEMU says while it
 * starts and afterwards, {@code lock} is held by whoever starts it.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    /** How many may watch a guest at the same time. */
    static final int WATCHERS = 3;
    /** The longest name of a socket within sockaddr_un's 108 bytes, less our own file name. */
    private static final int LONGEST = 80;
    private static final String RECORD = "guest.json";
    private static final List<String> OURS = List.of(RECORD, "pid", "start.log", "qemu.log");

    /**
     * Who runs there.
     *
     * @param backend who started it
     * @param name    the guest's name
     * @param process QEMU
     * @param started when
     * @param screens names of devices whose picture can be taken, the best first
     * @param command the program and its arguments
     */
    public record Entry(String backend, String name, ProcessId process, Instant started, List<String> screens,
            List<String> command) {
        public Entry {
            screens = List.copyOf(screens);
            command = List.copyOf(command);
        }
    }

    Path commands() {
        return path.resolve("qmp.sock");
    }

    Path watch(int number) {
        return path.resolve("watch" + number + ".sock");
    }

    Path pidFile() {
        return path.resolve("pid");
    }

    Path startLog() {
        return path.resolve("start.log");
    }

    /** What QEMU says after it has started. */
    public Path log() {
        return path.resolve("qemu.log");
    }

    /**
     * Makes the folder, for nobody but us, and takes its lock.
     *
     * @throws GuestException REFUSED where it cannot be made, BUSY where another process holds the lock
     */
    Lock lock() throws GuestException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new GuestException(Kind.REFUSED, "the run folder's name is longer than " + LONGEST
                    + " bytes, and sockets have no longer names: " + path);
        }
        FileChannel channel = null;
        try {
            FileAttribute<?> ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(path, ours);
            channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            return new Lock(channel);
        } catch (OverlappingFileLockException held) {
            closed(channel);
            throw new GuestException(Kind.BUSY, "another start is under way in " + path, held);
        } catch (IOException failure) {
            closed(channel);
            throw new GuestException(Kind.REFUSED, "the run folder " + path + " cannot be used: "
                    + reason(failure), failure);
        }
    }

    private static void closed(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // Nothing was written through it.
        }
    }

    /** A held lock. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            closed(channel);
        }
    }

    /** Takes away what an earlier guest left. */
    void sweep() throws IOException {
        for (String name : OURS) {
            Files.deleteIfExists(path.resolve(name));
        }
        try (Stream<Path> all = Files.list(path)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".sock")).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    void write(Entry entry) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("underpass", 1);
        json.put("backend", entry.backend());
        json.put("name", entry.name());
        json.put("pid", entry.process().pid());
        json.put("start", entry.process().start());
        json.put("started", entry.started().toString());
        json.put("screens", entry.screens());
        json.put("command", entry.command());
        Path fresh = path.resolve(RECORD + ".new");
        Files.writeString(fresh, Json.pretty(json));
        try {
            Files.move(fresh, path.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("the file system of " + path + " cannot rename", impossible);
        }
    }

    /** Who runs there, or ran there last; absent where that cannot be told. */
    public Optional<Entry> read() {
        try {
            Map<String, Object> json = JsonText.object(Files.readString(path.resolve(RECORD)));
            return Optional.of(new Entry((String) json.get("backend"), (String) json.get("name"),
                    new ProcessId(((Number) json.get("pid")).longValue(), ((Number) json.get("start")).longValue()),
                    Instant.parse((String) json.get("started")), strings(json.get("screens")),
                    strings(json.get("command"))));
        } catch (IOException | RuntimeException absentOrForeign) {
            return Optional.empty();
        }
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    static String reason(IOException failure) {
        return switch (failure) {
            case java.nio.file.AccessDeniedException denied -> "no permission (" + denied.getMessage() + ")";
            case java.nio.file.FileAlreadyExistsException there -> there.getMessage() + " is there and is no folder";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
