package example.quirk;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.Ready;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * QEMU's standard graphics adapter (1234:1111), which stands in for a real card where the host is itself a guest. It
 * is a program: it has no firmware and no power state that a reset could leave behind.
 */
@Component
public final class EmulatedDisplay implements Quirk {
    private static final int VENDOR = 0x1234;
    private static final int DEVICE = 0x1111;

    private static final QuirkInfo INFO = new QuirkInfo("example.emulated-display",
            "QEMU's standard graphics adapter: a bus reset is enough",
            List.of("https://www.qemu.org/docs/master/specs/standard-vga.html"));

    @Override
    public QuirkInfo info() {
        return INFO;
    }

    @Override
    public Assessment assess(HostFunction function, Host host) {
        if (function.pci().vendor() != VENDOR || function.pci().device() != DEVICE) {
            return Assessment.notMine();
        }
        return Ready.verdicts(
                List.of(new MethodVerdict("bus", Verdict.GOOD,
                        "QEMU resets an emulated adapter with its bus, and nothing in it can hang")),
                List.of(new Evidence("QEMU resets what is behind a bridge when the bridge's reset bit is set",
                                "QEMU hw/pci/pci_bridge.c, pci_bridge_write_config"),
                        new Evidence("the adapter is a few registers and memory, which each driver sets anew",
                                "QEMU docs/specs/standard-vga.rst")));
    }
}
