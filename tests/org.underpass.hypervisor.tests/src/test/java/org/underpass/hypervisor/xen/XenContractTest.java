package org.underpass.hypervisor.xen;

import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.testkit.HypervisorContract;

class XenContractTest extends HypervisorContract {
    @Override
    protected Hypervisor hypervisor() {
        return new XenHypervisor();
    }
}
