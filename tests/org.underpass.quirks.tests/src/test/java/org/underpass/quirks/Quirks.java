package org.underpass.quirks;

import java.util.List;
import org.underpass.quirks.amd.AmdPlatform;
import org.underpass.quirks.amd.LaterRadeon;
import org.underpass.quirks.amd.Navi1x;
import org.underpass.quirks.amd.Polaris;
import org.underpass.quirks.amd.Radeon;
import org.underpass.quirks.amd.SeaIslands;
import org.underpass.quirks.amd.Vega;
import org.underpass.quirks.intel.IntelGraphics;
import org.underpass.quirks.intel.IntelPlatform;
import org.underpass.quirks.nvidia.Blackwell;
import org.underpass.quirks.nvidia.GeForce;
import org.underpass.quirks.nvidia.Hopper;
import org.underpass.quirks.other.KernelFlags;
import org.underpass.spi.quirk.Quirk;

/** All quirks of the bundle. */
final class Quirks {
    static final List<Quirk> ALL = List.of(new AmdPlatform(), new Radeon(), new SeaIslands(), new Polaris(),
            new Vega(), new Navi1x(), new LaterRadeon(), new GeForce(), new Hopper(), new Blackwell(),
            new IntelPlatform(), new IntelGraphics(), new KernelFlags());

    private Quirks() {
    }

    static Quirk named(String id) {
        return ALL.stream().filter(q -> q.info().id().equals(id)).findFirst().orElseThrow();
    }
}
