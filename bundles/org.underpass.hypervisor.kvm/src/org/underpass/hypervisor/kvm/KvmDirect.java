package org.underpass.hypervisor.kvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.MachinePlan;

/** QEMU started by us, also where libvirt has a domain of the name. */
record KvmDirect(KvmHypervisor kvm) implements GuestRunner {
    @Override
    public List<Finding> obstacles(MachinePlan plan) {
        return kvm.obstacles(plan);
    }

    @Override
    public Guest start(MachinePlan plan, Path folder) throws GuestException {
        return KvmHypervisor.run(plan).start(folder);
    }

    @Override
    public Optional<Guest> find(Path folder) {
        return kvm.find(folder);
    }
}
