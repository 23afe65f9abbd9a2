package org.underpass.rules.rom;

import java.util.List;
import org.underpass.host.HostFunction;
import org.underpass.rules.Given;
import org.underpass.spi.rule.RuleContext;

/** Intel's integrated graphics among what is given away. */
final class Igd {
    static final int INTEL = 0x8086;

    private Igd() {
    }

    /** Intel's display functions on the root bus; its cards sit behind a port. */
    static List<HostFunction> given(RuleContext context) {
        return Given.displays(context).stream()
                .filter(f -> f.pci().vendor() == INTEL && f.address().bus() == 0 && f.address().domain() == 0).toList();
    }
}
