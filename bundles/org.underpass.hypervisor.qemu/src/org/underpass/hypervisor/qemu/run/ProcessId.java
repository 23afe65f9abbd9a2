package org.underpass.hypervisor.qemu.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process, told from a later one of the same number by the moment it was started.
 *
 * @param pid   its number
 * @param start clock ticks between the machine's start and its own (field 22 of /proc/PID/stat, proc(5))
 */
public record ProcessId(long pid, long start) {
    private static final int FIELDS_AFTER_NAME_TO_START = 19;

    /** The process that has this number now; absent where there is none, or only its remains. */
    public static Optional<ProcessId> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // A zombie holds nothing any more, and where nobody collects it, it stays for ever.
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            return dead ? Optional.empty()
                    : Optional.of(new ProcessId(pid, Long.parseLong(fields[FIELDS_AFTER_NAME_TO_START].strip())));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    /** Whether it runs. Reads one file. */
    public boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Waits until it is gone, looking every few milliseconds; for the moments between hanging up and the end. */
    boolean awaitEnd(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        long pause = 1;
        while (alive()) {
            if (System.nanoTime() >= until) {
                return false;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return !alive();
            }
            pause = Math.min(50, pause * 2);
        }
        return true;
    }

    /** Asks the kernel to end it; nothing happens when it is gone. */
    void signal(boolean kill) {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(kill ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        }
    }
}
