package org.underpass.hypervisor.libvirt.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.Stream;
import org.libvirt.event.DomainEventType;
import org.libvirt.event.LifecycleListener;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestFunction;
import org.underpass.spi.hypervisor.GuestStatus;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** A guest that libvirt's daemon runs for us. */
public final class LibvirtGuest implements Guest {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST_PICTURE = 128 << 20;
    /** VIR_DOMAIN_UNDEFINE_KEEP_NVRAM (libvirt-domain.h): the guest's firmware variables stay. */
    private static final int KEEP_NVRAM = 8;

    private final Path folder;
    private final LibvirtRecord record;

    LibvirtGuest(Path folder, LibvirtRecord record) {
        this.folder = folder;
        this.record = record;
    }

    /** The guest that a backend had libvirt start, if it was one. Does not load libvirt. */
    public static Optional<Guest> find(String backend, Path folder) {
        return LibvirtRecord.read(folder).filter(r -> r.backend().equals(backend))
                .map(r -> new LibvirtGuest(folder, r));
    }

    @Override
    public String name() {
        return record.name();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Path log() {
        return Path.of("/var/log/libvirt/qemu", record.name() + ".log");
    }

    /** The domain, if it is still the one that was started and runs; null where not. */
    private Domain active(Connect connection) throws LibvirtException {
        Domain domain = LibvirtStart.defined(connection, record.name());
        return domain != null && domain.getUUIDString().equals(record.uuid()) && domain.isActive() == 1 ? domain
                : null;
    }

    @Override
    public GuestStatus status() {
        try {
            return Daemon.ask(record.uri(), ANSWER, "asking for " + name(), connection -> {
                Domain domain = active(connection);
                return domain == null ? status(State.ENDED, "libvirt says that it does not run")
                        : status(domain.getInfo().state);
            });
        } catch (GuestException failure) {
            return status(State.SILENT, failure.getMessage());
        }
    }

    private GuestStatus status(org.libvirt.DomainInfo.DomainState state) {
        return status(switch (state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_NOSTATE -> State.RUNNING;
            case VIR_DOMAIN_PAUSED -> State.PAUSED;
            case VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_CRASHED -> State.STOPPED;
            case VIR_DOMAIN_SHUTOFF -> State.ENDED;
        }, state.name().replaceFirst("VIR_DOMAIN_", "").toLowerCase(Locale.ROOT));
    }

    private GuestStatus status(State state, String detail) {
        return new GuestStatus(state, detail, OptionalLong.empty(), Optional.of(record.started()));
    }

    @Override
    public List<GuestFunction> functions() throws GuestException {
        throw new GuestException(Kind.REFUSED, "libvirt does not tell how the guest's firmware counted its devices");
    }

    /** Asks something of the running domain. */
    private interface Request {
        void of(Domain domain) throws LibvirtException;
    }

    /** Whether it ran. */
    private boolean ask(String what, Request request) throws GuestException {
        return Daemon.ask(record.uri(), ANSWER, what + " " + name(), connection -> {
            Domain domain = active(connection);
            if (domain != null) {
                request.of(domain);
            }
            return domain != null;
        });
    }

    @Override
    public boolean powerdown(Duration limit) throws GuestException {
        long until = System.nanoTime() + limit.toNanos();
        CountDownLatch gone = new CountDownLatch(1);
        try (Watch watch = watch(event -> {
            if (event.kind() == GuestEvent.Kind.ENDED) {
                gone.countDown();
            }
        })) {
            if (ask("powering down", Domain::shutdown)) {
                gone.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (GuestException failure) {
            if (!status().alive()) {
                return ended();
            }
            throw failure;
        }
        return !status().alive() && ended();
    }

    @Override
    public void quit() throws GuestException {
        try {
            ask("ending", Domain::destroy);
        } catch (GuestException failure) {
            if (status().alive()) {
                throw failure;
            }
        }
        ended();
    }

    /** Takes back a definition that was ours. */
    private boolean ended() throws GuestException {
        if (record.ours()) {
            Daemon.ask(record.uri(), ANSWER, "undefining " + name(), connection -> {
                Domain domain = LibvirtStart.defined(connection, record.name());
                if (domain != null && domain.getUUIDString().equals(record.uuid()) && domain.isActive() == 0) {
                    undefine(domain);
                }
                return null;
            });
        }
        return true;
    }

    private static void undefine(Domain domain) throws LibvirtException {
        try {
            domain.undefine(KEEP_NVRAM);
        } catch (LibvirtException unknownFlag) {
            domain.undefine(); // drivers without firmware variables know no such flag
        }
    }

    @Override
    public void screendump(Path png) throws GuestException {
        byte[] picture = Daemon.ask(record.uri(), ANSWER, "taking the picture of " + name(), connection -> {
            Domain domain = active(connection);
            return domain == null ? new byte[0] : picture(connection, domain);
        });
        if (picture.length == 0) {
            throw new GuestException(Kind.SILENT, name() + " has ended");
        }
        try {
            Path fresh = png.resolveSibling(png.getFileName() + ".new");
            Files.write(fresh, Png.of(picture));
            Files.move(fresh, png, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, "the picture cannot be written to " + png + ": "
                    + failure.getMessage(), failure);
        }
    }

    private static byte[] picture(Connect connection, Domain domain) throws LibvirtException {
        Stream stream = connection.streamNew(0);
        domain.screenshot(stream, 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        for (int count = stream.receive(part); count > 0 && all.size() < LARGEST_PICTURE;
                count = stream.receive(part)) {
            all.write(part, 0, count);
        }
        stream.finish();
        return all.toByteArray();
    }

    @Override
    public Watch watch(Consumer<GuestEvent> listener) throws GuestException {
        LifecycleListener listening = (domain, event) -> {
            try {
                if (domain.getUUIDString().equals(record.uuid())) {
                    listener.accept(event(event.getType(), String.valueOf((Object) event.getDetail())));
                }
            } catch (LibvirtException gone) {
                // A domain that cannot say who it is is not ours.
            }
            return 0;
        };
        Connect connection = Daemon.ask(record.uri(), ANSWER, "watching " + name(), c -> {
            c.addLifecycleListener(listening);
            return c;
        });
        return () -> {
            try {
                connection.removeLifecycleListener(listening);
            } catch (LibvirtException gone) {
                // The connection is over, and the listener with it.
            }
        };
    }

    private static GuestEvent event(DomainEventType type, String detail) {
        GuestEvent.Kind kind = switch (type) {
            case RESUMED -> GuestEvent.Kind.RESUMED;
            case SUSPENDED -> GuestEvent.Kind.PAUSED;
            case PMSUSPENDED -> GuestEvent.Kind.SUSPENDED;
            case SHUTDOWN -> GuestEvent.Kind.SHUTDOWN;
            case CRASHED -> GuestEvent.Kind.PANICKED;
            case STOPPED -> GuestEvent.Kind.ENDED;
            default -> GuestEvent.Kind.OTHER;
        };
        return new GuestEvent(kind, Instant.now(), "", type + " (" + detail + ")");
    }
}
