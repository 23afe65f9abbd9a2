package org.underpass.hypervisor.xen.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestEvent.Kind;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** Tells what becomes of a guest: looks at it when Xen has news. */
final class XenWatch implements Guest.Watch {
    /** xenstored tells of a domain that has come, gone or shut down, not of one that was paused. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final XenGuest guest;
    private final Consumer<GuestEvent> listener;
    private final XenNews news = XenNews.open();
    private volatile boolean closed;
    private Thread thread;

    private XenWatch(XenGuest guest, Consumer<GuestEvent> listener) {
        this.guest = guest;
        this.listener = listener;
    }

    static XenWatch open(XenGuest guest, Consumer<GuestEvent> listener) throws GuestException {
        XenWatch watch = new XenWatch(guest, listener);
        Optional<Domain> first = guest.domain();
        watch.thread = Thread.ofPlatform().daemon().name("xen-watch-" + guest.name()).start(() -> watch.run(first));
        return watch;
    }

    private void run(Optional<Domain> first) {
        Optional<Domain> before = first;
        try {
            while (!closed) {
                Optional<Domain> now;
                try {
                    now = guest.domain();
                } catch (GuestException silent) {
                    news.await(LOOK);
                    continue;
                }
                if (now.isEmpty() && !guest.restarting()) {
                    tell(Kind.ENDED, "Xen has no such guest any more");
                    return;
                }
                if (now.isPresent()) {
                    compare(before, now.get());
                    before = now;
                }
                news.await(now.isEmpty() ? Duration.ofMillis(50) : LOOK);
            }
        } catch (InterruptedException over) {
            return;
        } finally {
            news.close();
        }
    }

    private void compare(Optional<Domain> before, Domain now) {
        if (before.filter(b -> b.id() != now.id()).isPresent()) {
            tell(Kind.RESET, now.detail());
            return;
        }
        State was = before.map(Domain::state).orElse(State.RUNNING);
        if (was == now.state()) {
            return;
        }
        switch (now.state()) {
            case PAUSED -> tell(Kind.PAUSED, now.detail());
            case STOPPED -> tell(now.crashed() ? Kind.PANICKED : Kind.SHUTDOWN, now.detail());
            case RUNNING -> tell(Kind.RESUMED, now.detail());
            default -> tell(Kind.OTHER, now.detail());
        }
    }

    private void tell(Kind kind, String detail) {
        if (!closed) {
            listener.accept(new GuestEvent(kind, Instant.now(), "", detail));
        }
    }

    @Override
    public void close() {
        closed = true;
        news.close();
        thread.interrupt();
    }
}
