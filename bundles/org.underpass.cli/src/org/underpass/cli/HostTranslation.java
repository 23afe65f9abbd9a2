package org.underpass.cli;

import org.underpass.host.Host;
import org.underpass.host.HostOrigin;
import org.underpass.iommu.walk.Request;
import org.underpass.pci.PciAddress;

/** {@code iommu translate} over a machine: through what its kernel shows of its tables. */
final class HostTranslation {
    private static final String DEBUGFS = "sys/kernel/debug";
    private static final String IOMMU = DEBUGFS + "/iommu";

    private HostTranslation() {
    }

    static Answer answer(Host host, PciAddress requester, Request request) throws CommandException {
        throw obstacle(host);
    }

    /** Names what stands between us and the tables. */
    private static CommandException obstacle(Host host) {
        if (host.origin().kind() != HostOrigin.Kind.LIVE) {
            return new CommandException(Status.INPUT, host.name() + " shows no DMA remapping tables: it lacks " + IOMMU
                    + " (a kernel with CONFIG_IOMMU_DEBUGFS shows them there, to root); a memory image of the machine"
                    + " does too: --memory IMAGE --table KIND --root VALUE");
        }
        String lockdown = host.kernel().lockdown().orElse("none");
        String why = !lockdown.equals("none")
                ? "the kernel is locked down (" + lockdown + "), so memory and registers are closed"
                : host.tree().exists(DEBUGFS + "/bdi")
                ? "this kernel has no " + IOMMU + " (CONFIG_IOMMU_DEBUGFS), and claims the IOMMU's registers"
                : DEBUGFS + " is not mounted, or closed to this user, and the kernel claims the IOMMU's registers";
        return new CommandException(Status.SURROUNDINGS, "iommu translate: the tables of this machine cannot be read: "
                + why + "; over a memory image it works: --memory IMAGE --table KIND --root VALUE");
    }
}
