package org.underpass.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One QEMU that this process started, and that never outlives it. */
final class Machine implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path sockets;
    private final Path log;
    private Qmp qmp;

    /**
     * Starts QEMU.
     *
     * @param arguments beyond those that every machine of the lab has
     * @param folder where its log goes
     */
    Machine(String name, List<String> arguments, Path folder) throws IOException {
        // Not in the folder: the path of a socket has at most 107 bytes.
        sockets = Files.createTempDirectory("underpass-lab");
        log = folder.resolve(name + ".qemu.log");
        List<String> line = new ArrayList<>(List.of("qemu-system-x86_64", "-nodefaults", "-no-user-config",
                "-no-reboot", "-display", "none", "-qmp", "unix:" + sockets.resolve("qmp") + ",server=on,wait=off"));
        line.addAll(arguments);
        Files.write(folder.resolve(name + ".qemu.args"), line);
        process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        RUNNING.add(process);
    }

    boolean alive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    Qmp qmp() throws IOException {
        if (qmp == null) {
            Path socket = sockets.resolve("qmp");
            for (int i = 0; i < 300 && !Files.exists(socket) && alive(); i++) {
                pause();
            }
            if (!alive()) {
                throw new IOException("QEMU did not start: " + log());
            }
            qmp = new Qmp(socket);
        }
        return qmp;
    }

    static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the machine has powered itself off. */
    boolean ended(long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (qmp != null) {
            qmp.close();
        }
        process.destroyForcibly();
        ended(20);
        RUNNING.remove(process);
        Files.deleteIfExists(sockets.resolve("qmp"));
        Files.deleteIfExists(sockets);
    }
}
