package org.underpass.hypervisor.emulator;

import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.testkit.HypervisorContract;

class EmulatorContractTest extends HypervisorContract {
    @Override
    protected Hypervisor hypervisor() {
        return new EmulatorHypervisor();
    }
}
