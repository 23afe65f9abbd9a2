package org.underpass.hypervisor.xen.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestFunction;
import org.underpass.spi.hypervisor.GuestStatus;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** A guest that xl started. */
public final class XenGuest implements Guest {
    private static final Duration LAST_BREATH = Duration.ofSeconds(30);
    private static final Pattern ROW = Pattern.compile("([0-9a-f]{2}\\.[0-9a-f])\\s+"
            + "([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])");

    private final XenFolder folder;
    private final XenFolder.Entry entry;
    private final Xl xl;

    XenGuest(XenFolder folder, XenFolder.Entry entry, Xl xl) {
        this.folder = folder;
        this.entry = entry;
        this.xl = xl;
    }

    /** A row of {@code xl pci-list}: where the guest sees it, and which function of the host it is. */
    record Row(String slot, String address) {
    }

    /** The guest that was started in a folder, if it was one of ours. Reads one small file; asks nobody. */
    public static Optional<Guest> find(Path path) {
        XenFolder folder = new XenFolder(path);
        return folder.read().map(e -> new XenGuest(folder, e, Xl.of(Map.of(Xl.VARIABLE, e.program()))));
    }

    @Override
    public String name() {
        return entry.name();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    /** What the process says that looks after it, where xl keeps that (tools/xl/xl_utils.c), else what xl said. */
    @Override
    public Path log() {
        Path kept = Path.of("/var/log/xen").resolve("xl-" + entry.name().replace('/', '_') + ".log");
        return Files.isReadable(kept) ? kept : folder.startLog();
    }

    /** As Xen lists it; absent where it does not. */
    Optional<Domain> domain() throws GuestException {
        return xl.domains().stream().filter(d -> d.uuid().map(u -> u.equals(entry.uuid()))
                .orElse(d.name().equals(entry.name()))).findFirst();
    }

    /** Whether xl still looks after it: between two lives of a guest that starts anew, Xen has no such domain. */
    boolean restarting() {
        String config = folder.config().toString();
        return ProcessHandle.allProcesses().anyMatch(p -> p.pid() != ProcessHandle.current().pid()
                && p.info().arguments().filter(a -> List.of(a).contains("create") && List.of(a).contains(config))
                        .isPresent());
    }

    @Override
    public GuestStatus status() {
        try {
            Optional<Domain> domain = domain();
            if (domain.isPresent()) {
                return status(domain.get().state(), domain.get().detail());
            }
            return restarting() ? status(State.STARTING, "between two lives") : status(State.ENDED, "Xen has no such"
                    + " guest any more");
        } catch (GuestException silent) {
            return status(State.SILENT, silent.getMessage());
        }
    }

    private GuestStatus status(State state, String detail) {
        return new GuestStatus(state, detail, OptionalLong.empty(), Optional.of(entry.started()));
    }

    @Override
    public List<GuestFunction> functions() throws GuestException {
        List<GuestFunction> all = new ArrayList<>();
        for (Row row : pciList(running())) {
            all.add(new GuestFunction("00:" + row.slot(), Optional.of(row.address()), number(row.address(), "vendor"),
                    number(row.address(), "device"), number(row.address(), "class") >> 8));
        }
        return all;
    }

    private static int number(String address, String file) {
        try {
            return Integer.decode(Files.readString(Path.of("/sys/bus/pci/devices", address, file)).strip());
        } catch (IOException | NumberFormatException gone) {
            return 0;
        }
    }

    List<Row> pciList(Domain domain) throws GuestException {
        Xl.Answer answer = xl.ask("pci-list", Integer.toString(domain.id()));
        if (!answer.well()) {
            throw XlWords.failure("xl does not tell the devices of " + name(), answer);
        }
        List<Row> rows = new ArrayList<>();
        for (String line : answer.output().split("\n")) {
            Matcher row = ROW.matcher(line.strip());
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2)));
            }
        }
        return rows;
    }

    private Domain running() throws GuestException {
        return domain().orElseThrow(() -> new GuestException(Kind.SILENT, name() + " has ended"));
    }

    /**
     * {@inheritDoc} Through the drivers of Xen in the guest, and where it has none, by its power button
     * ({@code xl shutdown -F}).
     */
    @Override
    public boolean powerdown(Duration limit) throws GuestException {
        long until = System.nanoTime() + limit.toNanos();
        Optional<Domain> domain = domain();
        if (domain.isEmpty()) {
            return awaitEnd(until);
        }
        Xl.Answer answer = xl.ask("shutdown", "-F", Integer.toString(domain.get().id()));
        if (!answer.well() && domain().isPresent()) {
            throw XlWords.failure(name() + " cannot be asked to power down", answer);
        }
        if (awaitEnd(until)) {
            return true;
        }
        Optional<Domain> left = domain();
        if (left.isPresent() && left.get().state() == State.STOPPED) {
            quit(); // it has shut down, and nobody looks after it any more
            return true;
        }
        return left.isEmpty() && !restarting();
    }

    /** Waits for news of Xen rather than looking again and again, where xenstore-watch is installed. */
    private boolean awaitEnd(long until) throws GuestException {
        try (XenNews news = XenNews.open()) {
            while (true) {
                Optional<Domain> domain = domain();
                if (domain.isEmpty() && !restarting()) {
                    return true;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // News can be of others, and the process that looks after a guest ends a little later than it.
                news.await(Duration.ofNanos(domain.isEmpty() ? Math.min(left, 50_000_000)
                        : Math.min(left, 5_000_000_000L)));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void quit() throws GuestException {
        Optional<Domain> domain = domain();
        if (domain.isPresent()) {
            Xl.Answer answer = xl.ask(LAST_BREATH.plus(xl.limit()), "destroy", Integer.toString(domain.get().id()));
            if (!answer.well() && domain().isPresent()) {
                throw XlWords.failure(name() + " cannot be ended", answer);
            }
        }
        if (!awaitEnd(System.nanoTime() + LAST_BREATH.toNanos())) {
            throw new GuestException(Kind.SILENT, name() + " still runs, although it was destroyed; Xen waits for one"
                    + " of its devices");
        }
    }

    @Override
    public void screendump(Path png) throws GuestException {
        throw new GuestException(Kind.REFUSED, "xl takes no pictures of a guest; its virtual adapter is shown by VNC"
                + " where the profile asks for that");
    }

    @Override
    public Watch watch(Consumer<GuestEvent> listener) throws GuestException {
        running();
        return XenWatch.open(this, listener);
    }
}
