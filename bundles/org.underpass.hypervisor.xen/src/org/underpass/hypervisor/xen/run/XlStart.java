package org.underpass.hypervisor.xen.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciAddress;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * How a guest of Xen is to be started.
 *
 * @param name    the guest's name, as in its configuration
 * @param uuid    the guest's UUID, as in its configuration
 * @param config  the xl.cfg
 * @param devices functions of the host that it must have afterwards
 * @param limit   how long xl may take to make it
 */
public record XlStart(Xl xl, String name, String uuid, String config, List<PciAddress> devices, Duration limit) {
    /** Memory is cleared and the device model is started before xl returns; under emulation that takes minutes. */
    public static final Duration USUAL = Duration.ofMinutes(5);

    public XlStart {
        devices = List.copyOf(devices);
    }

    /** Starts it. xl leaves a process of its own behind, which looks after the guest. */
    public Guest in(Path path) throws GuestException {
        XenFolder folder = new XenFolder(path);
        try (FileChannel lock = folder.lock()) {
            refuseSecond(folder);
            folder.sweep();
            Files.writeString(folder.config(), config);
            XenFolder.Entry entry = new XenFolder.Entry(name, uuid, Instant.now(), xl.program());
            create(folder);
            XenGuest guest = new XenGuest(folder, entry, xl);
            try {
                whole(guest);
                folder.write(entry);
            } catch (GuestException | IOException failure) {
                guest.quit();
                throw failure;
            }
            return guest;
        } catch (IOException failure) {
            throw folder.unusable(failure);
        }
    }

    private void refuseSecond(XenFolder folder) throws GuestException {
        for (Domain domain : xl.domains()) {
            if (domain.name().equals(name) || domain.uuid().filter(uuid::equals).isPresent()) {
                throw new GuestException(Kind.BUSY, domain.name() + " runs already (domain " + domain.id() + ", "
                        + (folder.read().isPresent() ? folder.path().toString() : "started by somebody else") + ")");
            }
        }
    }

    private void create(XenFolder folder) throws GuestException, IOException {
        GuestException failure;
        try {
            Xl.Answer answer = xl.ask(limit, "create", folder.config().toString());
            Files.writeString(folder.startLog(), answer.all());
            if (answer.well()) {
                return;
            }
            failure = XlWords.failure("xl did not start " + name, answer);
        } catch (GuestException hung) {
            failure = hung.kind() == Kind.SILENT ? new GuestException(Kind.FAILED, "xl was not ready with " + name
                    + " after " + Xl.seconds(limit) + " and was ended", hung) : hung;
        }
        throw cleaned(failure, folder);
    }

    /** xl takes back what it made when it fails, but not when it is killed. */
    private GuestException cleaned(GuestException failure, XenFolder folder) {
        try {
            new XenGuest(folder, new XenFolder.Entry(name, uuid, Instant.now(), xl.program()), xl).quit();
            return failure;
        } catch (GuestException left) {
            return new GuestException(failure.kind(), failure.getMessage() + "; and what is left of it cannot be ended: "
                    + left.getMessage(), failure);
        }
    }

    /** xl passes over a device that it does not understand, and starts the guest without it. */
    private void whole(XenGuest guest) throws GuestException {
        Optional<Domain> domain = guest.domain();
        if (domain.isEmpty() && !guest.restarting()) {
            throw new GuestException(Kind.FAILED, name + " ended as soon as it had started; see " + guest.log());
        }
        if (devices.isEmpty() || domain.isEmpty()) {
            return;
        }
        List<String> there = guest.pciList(domain.get()).stream().map(XenGuest.Row::address).toList();
        List<PciAddress> missing = devices.stream().filter(d -> !there.contains(d.toString())).toList();
        if (!missing.isEmpty()) {
            throw new GuestException(Kind.FAILED, "xl started " + name + " without " + String.join(", ",
                    missing.stream().map(PciAddress::toString).toList()) + ", and it was ended");
        }
    }
}
