package org.underpass.hypervisor.libvirt.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * Connections to libvirt's daemon, one for each address, kept while they live: making one takes longer than most
 * questions. Safe for use from any thread.
 */
final class Daemon {
    private static final Map<String, Connect> OPEN = new ConcurrentHashMap<>();
    /** Errors come as exceptions; libvirt would print them as well. Held here, as libvirt's library holds it. */
    private static final VirErrorCallback QUIET = (data, error) -> { };
    private static boolean events;

    private Daemon() {
    }

    /** Something to ask. */
    interface Question<T> {
        T ask(Connect connection) throws LibvirtException;
    }

    /**
     * Asks, on a thread of its own: libvirt's calls know no time limits, and a daemon that hangs would keep us.
     *
     * @param what said when it fails: {@code starting games}
     */
    static <T> T ask(String uri, Duration limit, String what, Question<T> question) throws GuestException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(question.ask(connection(uri)));
            } catch (LibvirtException | RuntimeException | LinkageError failure) {
                answer.completeExceptionally(failure);
            }
        }, "libvirt " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            OPEN.remove(uri);
            throw new GuestException(Kind.SILENT, what + ": libvirt's daemon at " + uri + " does not answer", late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new GuestException(Kind.SILENT, what + " was interrupted", stop);
        } catch (ExecutionException failure) {
            throw failed(what, failure.getCause());
        }
    }

    private static GuestException failed(String what, Throwable cause) {
        return switch (cause) {
            case UnsatisfiedLinkError missing -> new GuestException(Kind.REFUSED,
                    what + ": libvirt's library is not installed (Debian: libvirt0)", missing);
            case LinkageError broken -> new GuestException(Kind.REFUSED, what
                    + ": libvirt's library cannot be used: " + line(broken), broken);
            case LibvirtException refused -> new GuestException(Kind.FAILED, what + ": " + line(refused), refused);
            default -> throw new IllegalStateException(what, cause);
        };
    }

    static String line(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    }

    private static synchronized Connect connection(String uri) throws LibvirtException {
        if (!events) {
            startEvents();
        }
        Connect kept = OPEN.get(uri);
        if (kept != null) {
            if (kept.isAlive()) {
                return kept;
            }
            OPEN.remove(uri);
            try {
                kept.close();
            } catch (LibvirtException gone) {
                // It is not alive: there is nothing to close any more.
            }
        }
        Connect fresh = new Connect(uri);
        OPEN.put(uri, fresh);
        return fresh;
    }

    /** Events of a connection need a loop that was there before it. */
    private static void startEvents() throws LibvirtException {
        Connect.setErrorCallback(QUIET);
        Library.initEventLoop();
        Thread loop = new Thread(() -> {
            while (true) {
                try {
                    Library.runEventLoop();
                } catch (LibvirtException failure) {
                    // One round of the loop failed; libvirt wants to be called again.
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }, "libvirt events");
        loop.setDaemon(true);
        loop.start();
        events = true;
    }
}
