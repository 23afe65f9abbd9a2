package org.underpass.hypervisor.kvm;

import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.testkit.HypervisorContract;

class KvmContractTest extends HypervisorContract {
    @Override
    protected Hypervisor hypervisor() {
        return new KvmHypervisor();
    }
}
