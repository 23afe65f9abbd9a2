package org.underpass.quirks;

import java.util.List;
import org.osgi.service.component.annotations.Component;
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
import org.underpass.spi.quirk.QuirkSet;

/** The quirks of the product, one component for all of them: each component costs start-up time. */
@Component
public final class UnderpassQuirks implements QuirkSet {
    @Override
    public List<Quirk> quirks() {
        return List.of(
                new AmdPlatform(),
                new Radeon(),
                new SeaIslands(),
                new Polaris(),
                new Vega(),
                new Navi1x(),
                new LaterRadeon(),
                new GeForce(),
                new Hopper(),
                new Blackwell(),
                new IntelPlatform(),
                new IntelGraphics(),
                new KernelFlags());
    }
}
