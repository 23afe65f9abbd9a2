package org.underpass.host.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.underpass.host.tree.Json;

/**
 * What is being done to a machine, on disk before it is done: the file {@code journal} in the machine's state folder.
 * It is there from before the first step until the machine is as before; a machine with a journal is taken. Then it is
 * kept under {@code history/}.
 *
 * <p>One line an entry: CRC32C of the rest in eight hexadecimal digits, a blank, a JSON object with the member
 * {@code entry}. A last line that was cut off is as if it had never been written. An entry that comes before a step is
 * forced to the disk before {@link #begun} returns; so is the file's name, and its end.
 *
 * <pre>
 * opened  version, id, machine, boot?, guest, backend, profile?, devices []
 * begun   step (number), does (a step), undo [steps]
 * done    step
 * failed  step, why
 * running                  all steps are done
 * confirmed                somebody wants to keep it
 * undone  step, how        the inverse was performed, or was not needed
 * stuck   step, why        the inverse could not be performed
 * closed  outcome          the machine is as before
 * </pre>
 *
 * Not thread-safe; who writes holds the {@link SwitchLock}.
 */
public final class Journal implements AutoCloseable {
    private static final String FILE = "journal";
    private static final String HISTORY = "history";
    private static final String RESERVE = "reserve";
    private static final int RESERVED = 64 << 10;
    private static final int LARGEST = 16 << 20;

    private final Path folder;
    private final FileChannel channel;
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final Watch watch;
    private long good;
    private int written;

    /** Told of each entry, for tests that stop the writer there. */
    public interface Watch {
        /** Before the entry with this number is written. */
        void before(int number) throws IOException;

        /** After it was. */
        void after(int number) throws IOException;

        /** Nobody looks. */
        Watch NONE = new Watch() {
            @Override
            public void before(int number) {
                // nothing
            }

            @Override
            public void after(int number) {
                // nothing
            }
        };
    }

    /** What a journal was opened for. */
    public record Head(String id, String machine, Optional<String> boot, String guest, String backend,
            Optional<String> profile, List<String> devices) {
        public Head {
            devices = List.copyOf(devices);
        }
    }

    /** Where a step stands. */
    public enum State {
        /** Its inverse is known, and it may have been done, in whole or in part. */
        BEGUN,
        /** It was done. */
        DONE,
        /** It was not done, or only in part. */
        FAILED,
        /** It was undone. */
        UNDONE,
        /** It could not be undone. */
        STUCK
    }

    /** A step that was begun. */
    public record Entry(int number, Step step, List<Step> undo, State state, String detail) {
        public Entry {
            undo = List.copyOf(undo);
        }

        Entry with(State now, String why) {
            return new Entry(number, step, undo, now, why);
        }
    }

    private Journal(Path folder, FileChannel channel, Watch watch) {
        this.folder = folder;
        this.channel = channel;
        this.watch = watch;
    }

    /** Whether a machine with this state folder is taken. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Begins a journal, and keeps some room on the disk for what undoing has to write.
     *
     * @throws IOException if it cannot be written, or is there already; then nothing is left behind
     */
    public static Journal begin(Path folder, Head head, Watch watch) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Journal journal = new Journal(folder, channel, watch);
        try {
            Files.write(folder.resolve(RESERVE), new byte[RESERVED]);
            Map<String, Object> entry = entry("opened");
            entry.put("version", 1);
            entry.put("id", head.id);
            entry.put("machine", head.machine);
            head.boot.ifPresent(boot -> entry.put("boot", boot));
            entry.put("guest", head.guest);
            entry.put("backend", head.backend);
            head.profile.ifPresent(profile -> entry.put("profile", profile));
            entry.put("devices", head.devices);
            journal.append(entry, true);
            StateFolder.sync(folder);
            return journal;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder.resolve(RESERVE));
            throw e;
        }
    }

    /**
     * Goes on with the journal of a machine. A last line that was cut off is cut away; a damaged line elsewhere is
     * passed over, as what undoes a step is only done where it is needed.
     *
     * @return empty where there is none
     * @throws IOException if it cannot be read or written
     */
    public static Optional<Journal> resume(Path folder, Watch watch) throws IOException {
        Path file = folder.resolve(FILE);
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is longer than " + (LARGEST >> 20) + " MiB");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Journal journal = new Journal(folder, FileChannel.open(file, StandardOpenOption.WRITE), watch);
        try {
            journal.load(bytes);
        } catch (IOException e) {
            journal.channel.close();
            throw e;
        }
        if (journal.isClosed()) {
            journal.file();
            return Optional.empty();
        }
        return Optional.of(journal);
    }

    /** What the journal of a machine says, without a right to go on with it; empty where there is none. */
    public static Optional<Journal> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        try {
            Journal journal = new Journal(folder, null, Watch.NONE);
            journal.parse(Files.readAllBytes(file));
            return journal.isClosed() ? Optional.empty() : Optional.of(journal);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void load(byte[] bytes) throws IOException {
        parse(bytes);
        channel.truncate(good);
        channel.position(good);
        if (good > 0 && bytes[(int) good - 1] != '\n') {
            throw new IOException(folder.resolve(FILE) + " does not end with a line");
        }
    }

    private void parse(byte[] bytes) {
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                Optional<Map<String, Object>> entry = entry(bytes, start, at);
                entry.ifPresent(entries::add);
                if (entry.isPresent() || bytes.length - at > 1) {
                    good = at + 1L;
                }
                start = at + 1;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<Map<String, Object>> entry(byte[] bytes, int start, int end) {
        String line = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
        if (line.length() < 11 || line.charAt(8) != ' ' || !line.substring(0, 8).equals(checksum(line.substring(9)))) {
            return Optional.empty();
        }
        return Json.parse(line.substring(9)).filter(Map.class::isInstance).map(map -> (Map<String, Object>) map);
    }

    private static String checksum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.US_ASCII));
        String hex = Long.toHexString(sum.getValue());
        return "0".repeat(8 - hex.length()) + hex;
    }

    private static Map<String, Object> entry(String word) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("entry", word);
        return entry;
    }

    private void append(Map<String, Object> entry, boolean force) throws IOException {
        int number = ++written;
        watch.before(number);
        String json = JsonText.of(entry);
        ByteBuffer line = ByteBuffer.wrap((checksum(json) + " " + json + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            if (force) {
                channel.force(false);
            }
        } catch (IOException e) {
            // Half a line is taken back; the room that was kept lets the way back be written.
            channel.truncate(good);
            channel.position(good);
            Files.deleteIfExists(folder.resolve(RESERVE));
            throw e;
        }
        good = channel.position();
        // Read back, so that what this process knows is what another one will.
        entries.add(Json.parse(json).map(Journal::members).orElseThrow());
        watch.after(number);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }

    /** What it was opened for. */
    public Head head() {
        Map<String, Object> opened = entries.stream().filter(e -> "opened".equals(e.get("entry"))).findFirst()
                .orElse(Map.of());
        return new Head(Json.text(opened, "id").orElse("?"), Json.text(opened, "machine").orElse("?"),
                Json.text(opened, "boot"), Json.text(opened, "guest").orElse("?"),
                Json.text(opened, "backend").orElse("?"), Json.text(opened, "profile"),
                Json.texts(opened, "devices"));
    }

    /** The steps that were begun, in order. */
    public List<Entry> steps() {
        Map<Integer, Entry> steps = new LinkedHashMap<>();
        for (Map<String, Object> entry : entries) {
            int number = entry.get("step") instanceof Double d ? d.intValue() : 0;
            String word = String.valueOf(entry.get("entry"));
            Entry known = steps.get(number);
            if (word.equals("begun")) {
                List<Step> undo = new ArrayList<>();
                if (entry.get("undo") instanceof List<?> list) {
                    list.forEach(step -> undo.add(StepJson.fromMap(step)));
                }
                steps.put(number, new Entry(number, StepJson.fromMap(entry.get("does")), undo, State.BEGUN, ""));
            } else if (known != null) {
                String why = Json.text(entry, "why").or(() -> Json.text(entry, "how")).orElse("");
                switch (word) {
                    case "done" -> steps.put(number, known.with(State.DONE, why));
                    case "failed" -> steps.put(number, known.with(State.FAILED, why));
                    case "undone" -> steps.put(number, known.with(State.UNDONE, why));
                    case "stuck" -> steps.put(number, known.with(State.STUCK, why));
                    default -> {
                        // of a later version
                    }
                }
            }
        }
        return List.copyOf(steps.values());
    }

    /** Whether all steps were done and the guest has its card. */
    public boolean isRunning() {
        return has("running");
    }

    /** Whether somebody wants to keep it. */
    public boolean isConfirmed() {
        return has("confirmed");
    }

    private boolean isClosed() {
        return has("closed");
    }

    private boolean has(String word) {
        return entries.stream().anyMatch(e -> word.equals(e.get("entry")));
    }

    /** How many entries this object has written. */
    public int written() {
        return written;
    }

    /** A step will be done now, and this undoes it. On the disk when this returns. */
    public void begun(int number, Step step, List<Step> undo) throws IOException {
        Map<String, Object> entry = entry("begun");
        entry.put("step", number);
        entry.put("does", StepJson.toMap(step));
        entry.put("undo", undo.stream().map(StepJson::toMap).toList());
        append(entry, true);
    }

    /** The step was done. */
    public void done(int number) throws IOException {
        append(of("done", number, "how", ""), false);
    }

    /** The step was not done, or in part. */
    public void failed(int number, String why) throws IOException {
        append(of("failed", number, "why", why), false);
    }

    /** The step was undone. */
    public void undone(int number, String how) throws IOException {
        append(of("undone", number, "how", how), false);
    }

    /** The step could not be undone. */
    public void stuck(int number, String why) throws IOException {
        append(of("stuck", number, "why", why), false);
    }

    private static Map<String, Object> of(String word, int number, String name, String text) {
        Map<String, Object> entry = entry(word);
        entry.put("step", number);
        if (!text.isEmpty()) {
            entry.put(name, text);
        }
        return entry;
    }

    /** All steps are done. */
    public void running() throws IOException {
        append(entry("running"), true);
    }

    /** Somebody wants to keep it. */
    public void confirmed() throws IOException {
        append(entry("confirmed"), true);
    }

    /** The machine is as before: the journal goes to the history. */
    public void finish(String outcome) throws IOException {
        Map<String, Object> entry = entry("closed");
        entry.put("outcome", outcome);
        append(entry, true);
        file();
    }

    private void file() throws IOException {
        channel.close();
        Path history = Files.createDirectories(folder.resolve(HISTORY));
        Files.deleteIfExists(folder.resolve(RESERVE));
        Files.move(folder.resolve(FILE), history.resolve(safe(head().id()) + ".journal"),
                StandardCopyOption.REPLACE_EXISTING);
        StateFolder.sync(folder);
    }

    private static String safe(String id) {
        return id.matches("[A-Za-z0-9-]{1,64}") ? id : "unknown";
    }

    /** Stops writing; the journal stays. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
