package org.underpass.quirks.intel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.quirks.Answer;
import org.underpass.quirks.Effect.Note;
import org.underpass.quirks.Effect.Works;
import org.underpass.quirks.Match;
import org.underpass.quirks.Match.Kind;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.QuirkInfo;

/** Intel's processor graphics: one generation with a reset of its own, and some that no guest can have. */
public final class IntelGraphics extends TableQuirk {
    private static final String NO_IOMMU = "Linux drivers/iommu/intel/iommu.c, quirk_iommu_igfx";

    static final List<Row> ROWS = List.of(
            new Row(Match.of(IntelPlatform.INTEL, 0x0156, 0x0166).only(Kind.DISPLAY), "Ivy Bridge mobile graphics",
                    new Works("device_specific", "Linux has a reset of its own for Ivy Bridge's mobile graphics: it "
                            + "stops messages and the panel's power and waits up to 10 s"),
                    "Linux drivers/pci/quirks.c, reset_ivb_igd"),
            new Row(Match.of(IntelPlatform.INTEL, 0x5912), "HD Graphics 630",
                    new Note("one user's host freezes at its function-level reset (\"not ready 1023ms after FLR\") and "
                            + "runs with a kernel that does not try it"),
                    "https://github.com/patmagauran/i915ovmfPkg/issues/23"));

    /** Host bridges of the G4x and QM57 chipsets, whose graphics sit at 00:02.0. */
    static final Set<Integer> NO_IOMMU_CHIPSETS =
            Set.of(0x2a40, 0x2e00, 0x2e10, 0x2e20, 0x2e30, 0x2e40, 0x2e90, 0x0044);

    /** Broadwell's graphics. */
    static final Match NO_IOMMU_GRAPHICS = Match.of(IntelPlatform.INTEL, 0x1602, 0x1606, 0x160a, 0x160b, 0x160d,
            0x160e, 0x1612, 0x1616, 0x161a, 0x161b, 0x161d, 0x161e, 0x1622, 0x1626, 0x162a, 0x162b, 0x162d, 0x162e,
            0x1632, 0x1636, 0x163a, 0x163b, 0x163d, 0x163e);

    public IntelGraphics() {
        super(new QuirkInfo("intel.graphics", "Intel processor graphics: Ivy Bridge's own reset, and broken remapping",
                List.of(Sources.LINUX_PCI_QUIRKS,
                        Sources.LINUX_INTEL_IOMMU)), ROWS);
    }

    @Override
    protected Assessment finish(Answer answer, HostFunction function, Host host) {
        PciFunction pci = function.pci();
        if (pci.vendor() == IntelPlatform.INTEL && pci.isDisplay() && host.topology().parent(pci.address()).isEmpty()) {
            Optional<String> culprit = NO_IOMMU_GRAPHICS.test(function, host) ? Optional.of("this adapter")
                    : chipset(host).map(bridge -> "the chipset of " + bridge.address());
            if (culprit.isPresent()) {
                answer.evidence("Linux switches the IOMMU off for graphics with " + culprit.get()
                        + ", whose remapping of graphics is broken", NO_IOMMU);
                return answer.blocked("no guest can have this adapter: Linux switches the IOMMU off for graphics with "
                        + culprit.get());
            }
        }
        return answer.make();
    }

    private static Optional<PciFunction> chipset(Host host) {
        return host.functions().stream().map(HostFunction::pci)
                .filter(f -> f.vendor() == IntelPlatform.INTEL && NO_IOMMU_CHIPSETS.contains(f.device())
                        && f.classCode() >>> 8 == 0x0600)
                .findFirst();
    }
}
