package org.underpass.hypervisor.qemu.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.underpass.hypervisor.machine.text.Json;
import org.underpass.hypervisor.qemu.run.QmpException.Kind;

/**
 * One connection to a monitor of QEMU over a socket in the file system. A thread of its own reads; answers go to those
 * who asked, by id, and events to the listener. Safe for use from any thread.
 */
public final class Qmp implements AutoCloseable {
    /** QEMU's own answers stay far below this; whatever writes a longer line is not QEMU. */
    private static final int LONGEST_LINE = 16 << 20;

    private final SocketChannel channel;
    private final Consumer<QmpEvent> listener;
    private final CompletableFuture<Map<String, Object>> greeting = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Object>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile QmpException broken;

    private Qmp(SocketChannel channel, Consumer<QmpEvent> listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** Connects and negotiates. Events of this connection are dropped. */
    public static Qmp connect(Path socket, Duration limit) throws QmpException {
        return connect(socket, limit, event -> { });
    }

    /**
     * Connects and negotiates.
     *
     * @param limit    for all of it; a monitor that serves somebody else does not greet
     * @param listener called on the connection's thread; what it throws ends the connection
     */
    public static Qmp connect(Path socket, Duration limit, Consumer<QmpEvent> listener) throws QmpException {
        long until = System.nanoTime() + limit.toNanos();
        Qmp qmp;
        try {
            qmp = new Qmp(SocketChannel.open(StandardProtocolFamily.UNIX), listener);
        } catch (IOException failure) {
            throw new QmpException(Kind.UNREACHABLE, "no socket can be made: " + failure.getMessage(), failure);
        }
        // Connecting is the thread's work too: where two wait already for a monitor that serves somebody, the kernel
        // lets a third wait without end.
        Thread reader = new Thread(() -> qmp.read(socket), "qmp " + socket.getFileName());
        reader.setDaemon(true);
        reader.start();
        try {
            Map<String, Object> hello = qmp.await(qmp.greeting, Duration.ofNanos(until - System.nanoTime()),
                    "the greeting");
            if (!(hello.get("QMP") instanceof Map)) {
                throw new QmpException(Kind.MALFORMED, "what listens at " + socket + " is not QEMU's monitor");
            }
            qmp.ask("qmp_capabilities", Map.of(), Duration.ofNanos(until - System.nanoTime()));
            return qmp;
        } catch (QmpException failure) {
            qmp.close();
            throw failure;
        }
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @return the {@code return} member: a map, a list, a string, a number, a boolean or null
     */
    public Object ask(String command, Map<String, Object> arguments, Duration limit) throws QmpException {
        String id = "underpass-" + number.incrementAndGet();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            if (broken != null) {
                throw broken;
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("execute", command);
            if (!arguments.isEmpty()) {
                line.put("arguments", arguments);
            }
            line.put("id", id);
            send(Json.line(line) + "\n");
            return await(answer, limit, command);
        } finally {
            waiting.remove(id);
        }
    }

    private void send(String line) throws QmpException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (channel) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException failure) {
            throw new QmpException(Kind.HUNG_UP, "QEMU has hung up", failure);
        }
    }

    private <T> T await(CompletableFuture<T> answer, Duration limit, String what) throws QmpException {
        try {
            return answer.get(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new QmpException(Kind.LATE, "QEMU's monitor does not answer (" + what + ")", late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new QmpException(Kind.LATE, "interrupted while waiting for QEMU (" + what + ")", stop);
        } catch (ExecutionException failure) {
            QmpException cause = (QmpException) failure.getCause();
            throw new QmpException(cause.kind(), cause.getMessage(), cause);
        }
    }

    /** Done when the connection is over, whoever ended it. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    private void read(Path socket) {
        QmpException why = new QmpException(Kind.UNREACHABLE, "nobody listens at " + socket);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            why = new QmpException(Kind.HUNG_UP, "QEMU has hung up");
            var lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    if (line.length() > LONGEST_LINE) {
                        throw new QmpException(Kind.MALFORMED, "QEMU's monitor sends a line without end");
                    }
                } else {
                    take(line.toString());
                    line.setLength(0);
                }
            }
        } catch (QmpException failure) {
            why = failure;
        } catch (IOException | RuntimeException failure) {
            why.initCause(failure);
        } finally {
            over(why);
        }
    }

    private void take(String line) throws QmpException {
        if (line.isBlank()) {
            return;
        }
        Map<String, Object> object;
        try {
            object = JsonText.object(line);
        } catch (IOException failure) {
            throw new QmpException(Kind.MALFORMED, "QEMU's monitor says \"" + JsonText.start(line) + "\"", failure);
        }
        if (!greeting.isDone()) {
            greeting.complete(object);
        } else if (object.containsKey("event")) {
            listener.accept(QmpEvent.of(object));
        } else {
            answer(object);
        }
    }

    private void answer(Map<String, Object> object) {
        CompletableFuture<Object> who = object.get("id") instanceof String id ? waiting.get(id) : null;
        if (who == null) {
            return; // the answer to a question that nobody waits for any more
        }
        if (object.get("error") instanceof Map<?, ?> error) {
            who.completeExceptionally(new QmpException(Kind.REFUSED, String.valueOf(error.get("desc"))));
        } else {
            who.complete(object.get("return"));
        }
    }

    private void over(QmpException why) {
        broken = why;
        greeting.completeExceptionally(why);
        waiting.values().forEach(w -> w.completeExceptionally(why));
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is closed for us either way.
        }
        ended.complete(null);
    }

    /** Hangs up; QEMU goes on. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is closed for us either way.
        }
    }
}
