package org.underpass.hypervisor.kvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.hypervisor.libvirt.run.LibvirtStart;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * The domain of the build, defined and started through libvirt's daemon. Devices that still have drivers of the host
 * are in libvirt's care: it takes them, and gives them back at the end. libvirt itself lets QEMU lock memory.
 */
record KvmLibvirt(KvmHypervisor kvm) implements GuestRunner {
    private static final String SYSTEM = "qemu:///system";
    /** Where the daemon keeps the domains of the system; only root can look. */
    private static final Path DOMAINS = Path.of("/etc/libvirt/qemu");

    /** Whether libvirt is known to have a domain of a name; not asked of the daemon, which may not be there. */
    static boolean defined(String name) {
        return name.matches("[A-Za-z0-9._+-]+") && Files.exists(DOMAINS.resolve(name + ".xml"));
    }

    /** {@code UNDERPASS_LIBVIRT} names another daemon, as LIBVIRT_DEFAULT_URI does for virsh. */
    private static String uri() {
        String given = System.getenv().getOrDefault("UNDERPASS_LIBVIRT", "");
        return given.isEmpty() ? SYSTEM : given;
    }

    @Override
    public List<Finding> obstacles(MachinePlan plan) {
        return KvmHypervisor.run(plan).libvirtObstacles();
    }

    @Override
    public Guest start(MachinePlan plan, Path folder) throws GuestException {
        KvmRun run = KvmHypervisor.run(plan);
        List<Finding> obstacles = run.libvirtObstacles();
        if (!obstacles.isEmpty()) {
            throw new GuestException(GuestException.Kind.REFUSED, String.join("; ",
                    obstacles.stream().map(Finding::message).toList()));
        }
        return new LibvirtStart(kvm.info().id(), plan.profile().name(), uri(), run.domain(), Duration.ofMinutes(3))
                .in(folder);
    }

    @Override
    public Optional<Guest> find(Path folder) {
        return kvm.find(folder);
    }
}
