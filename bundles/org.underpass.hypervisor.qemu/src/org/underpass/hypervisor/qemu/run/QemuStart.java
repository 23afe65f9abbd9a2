package org.underpass.hypervisor.qemu.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestStatus;

/**
 * How a QEMU is to be started.
 *
 * @param backend   who starts it
 * @param name      the guest's name
 * @param wrapper   words before the program, such as {@code taskset -c 2,3}; often empty
 * @param program   QEMU, a path or a name to look for on the PATH
 * @param arguments what the backend has worked out: no monitor, nothing about the background
 * @param screens   names of devices whose picture can be taken, the best first
 * @param limit     how long it may take until it runs and answers
 */
public record QemuStart(String backend, String name, List<String> wrapper, String program, List<String> arguments,
        List<String> screens, Duration limit) {
    /** Huge pages are cleared, and memory is pinned for the devices, before QEMU says that it runs. */
    public static final Duration USUAL = Duration.ofMinutes(3);

    public QemuStart {
        wrapper = List.copyOf(wrapper);
        arguments = List.copyOf(arguments);
        screens = List.copyOf(screens);
    }

    /**
     * Starts it in the background, as the leader of a session of its own: neither Ctrl-C in our terminal nor the end of
     * that reaches it. QEMU itself goes there ({@code -daemonize}) once all devices are made, so that its exit status
     * tells at once whether they could be.
     */
    public Guest in(Path path) throws GuestException {
        RunFolder folder = new RunFolder(path);
        try (RunFolder.Lock lock = folder.lock()) {
            refuseSecond(folder);
            folder.sweep();
            List<String> command = command(folder);
            Instant begin = Instant.now();
            long until = System.nanoTime() + limit.toNanos();
            run(command, folder);
            ProcessId process = process(folder);
            RunFolder.Entry entry = new RunFolder.Entry(backend, name, process, begin, screens, command);
            try {
                answers(folder, process, Duration.ofNanos(until - System.nanoTime()));
                folder.write(entry);
            } catch (GuestException | IOException failure) {
                process.signal(true);
                process.awaitEnd(Duration.ofSeconds(10));
                throw failure;
            }
            return new QemuGuest(folder, entry);
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, "the run folder " + path + " cannot be used: "
                    + RunFolder.reason(failure), failure);
        }
    }

    private static void refuseSecond(RunFolder folder) throws GuestException {
        Optional<RunFolder.Entry> there = folder.read().filter(e -> e.process().alive());
        if (there.isPresent()) {
            throw new GuestException(Kind.BUSY, there.get().name() + " runs already (process "
                    + there.get().process().pid() + ", " + folder.path() + ")");
        }
    }

    /** All words of the command: what runs differs from the artifact in these additions only. */
    List<String> command(RunFolder folder) {
        List<String> all = new ArrayList<>(wrapper);
        all.add(program);
        all.addAll(arguments);
        all.addAll(List.of("-qmp", socket(folder.commands())));
        for (int i = 0; i < RunFolder.WATCHERS; i++) {
            all.addAll(List.of("-qmp", socket(folder.watch(i))));
        }
        // With -d something, a QEMU in the background goes on writing its errors to the log (softmmu/vl.c, util/log.c).
        all.addAll(List.of("-pidfile", folder.pidFile().toString(), "-d", "unimp", "-D", folder.log().toString(),
                "-daemonize"));
        return all;
    }

    /** A comma in the name of a folder is doubled, as QEMU's own options want it. */
    private static String socket(Path path) {
        return "unix:" + path.toString().replace(",", ",,") + ",server=on,wait=off";
    }

    private void run(List<String> command, RunFolder folder) throws GuestException {
        Process starter;
        try {
            starter = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true)
                    .redirectOutput(folder.startLog().toFile()).start();
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, command.get(0) + " cannot be started: "
                    + String.valueOf(failure.getMessage()).replaceFirst("^Cannot run program \"[^\"]*\":? ?", ""),
                    failure);
        }
        boolean done = false;
        try {
            done = starter.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new GuestException(Kind.FAILED, "the start of " + name + " was interrupted", stop);
        } finally {
            if (!done) {
                end(starter, folder);
            }
        }
        if (!done) {
            throw new GuestException(Kind.FAILED, "QEMU was not ready after " + limit.toSeconds()
                    + " s and was ended" + LogTail.clause(folder.startLog(), folder.log()));
        }
        if (starter.exitValue() != 0) {
            throw new GuestException(Kind.FAILED, "QEMU did not start " + name + " (exit status "
                    + starter.exitValue() + ")" + LogTail.clause(folder.startLog(), folder.log()));
        }
    }

    /** The process that we started, and the one that it sent into the background. */
    private static void end(Process starter, RunFolder folder) {
        starter.descendants().forEach(ProcessHandle::destroyForcibly);
        starter.destroyForcibly();
        pid(folder).flatMap(ProcessId::of).ifPresent(p -> p.signal(true));
    }

    private static Optional<Long> pid(RunFolder folder) {
        try {
            return Optional.of(Long.parseLong(Files.readString(folder.pidFile()).strip()));
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    private ProcessId process(RunFolder folder) throws GuestException {
        return pid(folder).flatMap(ProcessId::of).orElseThrow(() -> new GuestException(Kind.FAILED,
                "QEMU ended as soon as it had started " + name + LogTail.clause(folder.startLog(), folder.log())));
    }

    /** It has to speak with us, and to say that the guest is on its way. */
    private void answers(RunFolder folder, ProcessId process, Duration limit) throws GuestException {
        Duration some = limit.compareTo(Duration.ofSeconds(30)) < 0 ? limit : Duration.ofSeconds(30);
        try (Qmp qmp = Qmp.connect(folder.commands(), some)) {
            Object status = qmp.ask("query-status", Map.of(), some);
            String word = status instanceof Map<?, ?> map ? String.valueOf(map.get("status")) : "";
            if (QemuEvents.state(word) == GuestStatus.State.STOPPED) {
                throw new GuestException(Kind.FAILED, name + " stopped as soon as it had started (" + word + ")"
                        + LogTail.clause(folder.startLog(), folder.log()));
            }
        } catch (QmpException failure) {
            throw new GuestException(Kind.FAILED, process.alive()
                    ? "QEMU runs and refuses its monitor, so it was ended: " + failure.getMessage()
                            + LogTail.clause(folder.startLog(), folder.log())
                    : "QEMU ended as soon as it had started " + name
                            + LogTail.clause(folder.startLog(), folder.log()), failure);
        }
    }
}
