package org.underpass.hypervisor.qemu.run;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;

/** Someone who watches: a connection to one of the monitors that are there for that. */
final class QemuWatch implements Guest.Watch {
    /** A free monitor greets in a millisecond or two, a taken one never. */
    private static final Duration GREETING = Duration.ofMillis(700);

    private final Qmp qmp;
    private volatile boolean closed;

    private QemuWatch(Qmp qmp) {
        this.qmp = qmp;
    }

    /**
     * Takes the first monitor that is free.
     *
     * @throws QmpException when none is
     */
    static QemuWatch open(RunFolder folder, ProcessId process, Consumer<GuestEvent> listener) throws QmpException {
        QmpException last = null;
        for (int i = 0; i < RunFolder.WATCHERS; i++) {
            try {
                QemuWatch watch = new QemuWatch(Qmp.connect(folder.watch(i), GREETING,
                        event -> listener.accept(QemuEvents.of(event))));
                watch.qmp.ended().thenRun(() -> watch.over(process, listener));
                return watch;
            } catch (QmpException taken) {
                last = taken;
            }
        }
        throw last;
    }

    private void over(ProcessId process, Consumer<GuestEvent> listener) {
        if (!closed && process.awaitEnd(Duration.ofSeconds(10))) {
            listener.accept(new GuestEvent(GuestEvent.Kind.ENDED, Instant.now(), "", "QEMU has ended"));
        }
    }

    @Override
    public void close() {
        closed = true;
        qmp.close();
    }
}
