package example.hypervisor;

import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.testkit.HypervisorContract;

/** The exam that every backend takes. */
class CloudHypervisorTest extends HypervisorContract {
    @Override
    protected Hypervisor hypervisor() {
        return new CloudHypervisor();
    }
}
