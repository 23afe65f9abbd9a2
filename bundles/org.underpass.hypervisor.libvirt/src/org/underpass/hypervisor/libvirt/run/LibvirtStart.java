package org.underpass.hypervisor.libvirt.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * How a domain is to be started.
 *
 * @param backend who starts it
 * @param name    the domain's name
 * @param uri     the daemon's address: {@code qemu:///system}
 * @param xml     the domain
 * @param limit   how long libvirt may take for it
 */
public record LibvirtStart(String backend, String name, String uri, String xml, Duration limit) {

    /**
     * Defines the domain, unless one of its name is defined, and starts it; where it does not start, a definition of
     * ours is taken back.
     */
    public Guest in(Path folder) throws GuestException {
        LibvirtRecord record = Daemon.ask(uri, limit, "starting " + name + " through libvirt", this::start);
        if (record == null) {
            throw new GuestException(Kind.BUSY, name + " runs already, in libvirt's hands");
        }
        try {
            record.write(folder);
        } catch (IOException failure) {
            LibvirtGuest guest = new LibvirtGuest(folder, record);
            guest.quit();
            throw new GuestException(Kind.REFUSED, "the run folder " + folder + " cannot be used: "
                    + failure.getMessage(), failure);
        }
        return new LibvirtGuest(folder, record);
    }

    private LibvirtRecord start(Connect connection) throws LibvirtException {
        Domain domain = defined(connection, name);
        boolean ours = domain == null;
        if (ours) {
            domain = connection.domainDefineXML(xml);
        } else if (domain.isActive() == 1) {
            return null;
        }
        Instant begin = Instant.now();
        try {
            domain.create();
        } catch (LibvirtException failure) {
            if (ours) {
                domain.undefine();
            }
            throw failure;
        }
        return new LibvirtRecord(backend, name, domain.getUUIDString(), uri, begin, ours);
    }

    /** The domain of a name; null where there is none. */
    static Domain defined(Connect connection, String name) throws LibvirtException {
        try {
            return connection.domainLookupByName(name);
        } catch (LibvirtException failure) {
            if (failure.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return null;
            }
            throw failure;
        }
    }
}
