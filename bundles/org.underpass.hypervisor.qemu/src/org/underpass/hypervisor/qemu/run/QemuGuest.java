package org.underpass.hypervisor.qemu.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestFunction;
import org.underpass.spi.hypervisor.GuestStatus;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** A guest in a QEMU that we started. */
public final class QemuGuest implements Guest {
    /** QEMU answers in milliseconds, under emulation within emulation in tenths of a second. */
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration STATUS = Duration.ofSeconds(3);
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    private final RunFolder folder;
    private final RunFolder.Entry entry;

    QemuGuest(RunFolder folder, RunFolder.Entry entry) {
        this.folder = folder;
        this.entry = entry;
    }

    /** The guest that a backend started in a folder, if it was one of ours. */
    public static Optional<Guest> find(String backend, Path path) {
        RunFolder folder = new RunFolder(path);
        return folder.read().filter(e -> e.backend().equals(backend)).map(e -> new QemuGuest(folder, e));
    }

    @Override
    public String name() {
        return entry.name();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public Path log() {
        return folder.log();
    }

    @Override
    public GuestStatus status() {
        if (!entry.process().alive()) {
            return ended();
        }
        try (Qmp qmp = Qmp.connect(folder.commands(), STATUS)) {
            String word = String.valueOf(object(qmp.ask("query-status", Map.of(), STATUS)).get("status"));
            return status(QemuEvents.state(word), word);
        } catch (QmpException failure) {
            return entry.process().alive() ? status(State.SILENT, failure.getMessage()) : ended();
        }
    }

    private GuestStatus status(State state, String detail) {
        return new GuestStatus(state, detail, OptionalLong.of(entry.process().pid()), Optional.of(entry.started()));
    }

    private GuestStatus ended() {
        return new GuestStatus(State.ENDED, "QEMU has ended" + LogTail.clause(folder.log()), OptionalLong.empty(),
                Optional.of(entry.started()));
    }

    @Override
    public List<GuestFunction> functions() throws GuestException {
        try (Qmp qmp = connect()) {
            List<GuestFunction> all = new ArrayList<>();
            list(qmp.ask("query-pci", Map.of(), ANSWER)).forEach(bus -> collect(object(bus), all));
            return all;
        } catch (QmpException failure) {
            throw silent("does not tell its devices", failure);
        }
    }

    /** A bus, and the buses behind its bridges (qapi/pci.json). */
    private static void collect(Map<?, ?> bus, List<GuestFunction> all) {
        for (Object one : list(bus.get("devices"))) {
            Map<?, ?> device = object(one);
            Map<?, ?> id = object(device.get("id"));
            all.add(new GuestFunction(String.format("%02x:%02x.%x", number(device.get("bus")),
                    number(device.get("slot")), number(device.get("function"))),
                    Optional.of(String.valueOf(device.get("qdev_id"))).filter(s -> !s.isEmpty()),
                    number(id.get("vendor")), number(id.get("device")),
                    number(object(device.get("class_info")).get("class"))));
            collect(object(device.get("pci_bridge")), all);
        }
    }

    private static Map<?, ?> object(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static int number(Object value) {
        return value instanceof Number n ? n.intValue() : 0;
    }

    @Override
    public boolean powerdown(Duration limit) throws GuestException {
        long until = System.nanoTime() + limit.toNanos();
        if (!entry.process().alive()) {
            return true;
        }
        CountDownLatch gone = new CountDownLatch(1);
        try (Watch watch = watchForEnd(gone)) {
            try (Qmp qmp = connect()) {
                qmp.ask("system_powerdown", Map.of(), ANSWER);
            } catch (QmpException failure) {
                if (!entry.process().alive()) {
                    return true;
                }
                throw silent("cannot be asked to power down", failure);
            }
            if (watch == null) { // as many watch as can: there is nothing left but to look
                return entry.process().awaitEnd(Duration.ofNanos(until - System.nanoTime()));
            }
            gone.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            return !entry.process().alive();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return !entry.process().alive();
        }
    }

    private Watch watchForEnd(CountDownLatch gone) {
        try {
            return QemuWatch.open(folder, entry.process(), event -> {
                if (event.kind() == GuestEvent.Kind.ENDED) {
                    gone.countDown();
                }
            });
        } catch (QmpException taken) {
            return null;
        }
    }

    @Override
    public void quit() throws GuestException {
        ProcessId process = entry.process();
        if (!process.alive()) {
            return;
        }
        try (Qmp qmp = Qmp.connect(folder.commands(), STATUS)) {
            qmp.ask("quit", Map.of(), STATUS);
            if (process.awaitEnd(LAST_BREATH)) {
                return;
            }
        } catch (QmpException deaf) {
            // It is told by signals instead.
        }
        process.signal(false);
        if (!process.awaitEnd(Duration.ofSeconds(2))) {
            process.signal(true);
            if (!process.awaitEnd(LAST_BREATH)) {
                throw new GuestException(Kind.SILENT, name() + " still runs (process " + process.pid()
                        + "), although it was killed; the kernel waits for one of its devices");
            }
        }
    }

    @Override
    public void screendump(Path png) throws GuestException {
        if (entry.screens().isEmpty()) {
            throw new GuestException(Kind.REFUSED, name()
                    + " has no virtual adapter: its picture is on the real card's screen only");
        }
        Path made = folder.path().resolve("screen-" + ProcessHandle.current().pid() + "-" + System.nanoTime()
                + ".png");
        try (Qmp qmp = connect()) {
            Map<String, Object> how = new LinkedHashMap<>();
            how.put("filename", made.toString());
            how.put("format", "png");
            how.put("device", entry.screens().get(0));
            qmp.ask("screendump", how, ANSWER);
        } catch (QmpException failure) {
            throw silent("gives no picture", failure);
        }
        try {
            Files.move(made, png, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            delete(made);
            throw new GuestException(Kind.REFUSED, "the picture cannot be written to " + png + ": "
                    + RunFolder.reason(failure), failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // The run folder is swept at the next start.
        }
    }

    @Override
    public Watch watch(Consumer<GuestEvent> listener) throws GuestException {
        try {
            return QemuWatch.open(folder, entry.process(), listener);
        } catch (QmpException failure) {
            if (!entry.process().alive()) {
                throw new GuestException(Kind.SILENT, name() + " has ended", failure);
            }
            throw new GuestException(Kind.BUSY, name() + " cannot be watched: " + RunFolder.WATCHERS
                    + " others do, or it does not answer", failure);
        }
    }

    private Qmp connect() throws QmpException {
        return Qmp.connect(folder.commands(), ANSWER);
    }

    private GuestException silent(String what, QmpException failure) {
        return entry.process().alive() ? new GuestException(Kind.SILENT, name() + " " + what + ": "
                + failure.getMessage(), failure)
                : new GuestException(Kind.SILENT, name() + " has ended" + LogTail.clause(folder.log()), failure);
    }
}
