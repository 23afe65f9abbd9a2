package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;

/**
 * Functions whose DMA carries another function's requester id. Facts from drivers/pci/quirks.c of Linux 6.18 (the
 * quirk_dma_func0_alias, quirk_dma_func1_alias, quirk_fixed_dma_alias, quirk_mic_x200_dma_alias, quirk_pex_vca_alias,
 * quirk_use_pcie_bridge_dma_alias and quirk_bridge_cavm_thrx2_pcie_root lists).
 */
final class DmaAliases {
    private static final Set<Integer> FUNCTION_0 = ids(0x1180, 0xe832, 0xe476);
    private static final Set<Integer> FUNCTION_0_GLENFLY = ids(0x6766, 0x3d40, 0x3d41);
    private static final Set<Integer> FUNCTION_1 = ids(0x1b4b, 0x9120, 0x9123, 0x9125, 0x9128, 0x9130, 0x9170, 0x9172,
            0x917a, 0x9182, 0x9183, 0x91a0, 0x9215, 0x9220, 0x9230, 0x9235);
    private static final Set<Integer> FUNCTION_1_OTHERS = Set.of(0x11030642, 0x11030645, 0x197b2392, 0x1c280122);
    private static final Set<Integer> MIC_X200 = ids(0x8086, 0x2260, 0x2264);
    private static final Set<Integer> VISUAL_COMPUTE = ids(0x8086, 0x2954, 0x2955, 0x2956, 0x2958, 0x2959, 0x295a);
    private static final Set<Integer> HIDDEN_EXPRESS_BRIDGES = Set.of(0x1b211080, 0x10e38113, 0x12838892, 0x12838893,
            0x8086244e);
    private static final Set<Integer> TRANSLATION_BELOW_ROOT = ids(0x14e4, 0x9000, 0x9084);

    private DmaAliases() {
    }

    /** The functions of the same bus whose requester id a function also uses; they need not exist. */
    static List<PciAddress> of(PciFunction function) {
        PciAddress at = function.address();
        int id = function.vendor() << 16 | function.device();
        List<PciAddress> aliases = new ArrayList<>();
        if ((FUNCTION_0.contains(id) || FUNCTION_0_GLENFLY.contains(id)) && at.function() != 0) {
            aliases.add(at.withFunction(0));
        }
        if ((FUNCTION_1.contains(id) || FUNCTION_1_OTHERS.contains(id)) && at.function() != 1) {
            aliases.add(at.withFunction(1));
        }
        if (id == 0x90050285 && function.subsystemVendor().orElse(0) == 0x9005
                && Set.of(0x02bb, 0x02bc).contains(function.subsystemDevice().orElse(0))) {
            aliases.add(new PciAddress(at.domain(), at.bus(), 1, 0));
        }
        if (MIC_X200.contains(id)) {
            aliases.add(new PciAddress(at.domain(), at.bus(), 0x10, 0));
            aliases.add(new PciAddress(at.domain(), at.bus(), 0x11, 0));
            aliases.add(new PciAddress(at.domain(), at.bus(), 0x12, 3));
        }
        if (VISUAL_COMPUTE.contains(id)) {
            for (int device = 0; device < 0x20; device++) {
                for (int number = 0; number < 5; number++) {
                    aliases.add(new PciAddress(at.domain(), at.bus(), device, number));
                }
            }
        }
        aliases.remove(at);
        return aliases;
    }

    /** A bridge that is a PCIe-to-PCI bridge, but does not show a PCI Express capability. */
    static boolean isHiddenExpressBridge(PciFunction bridge, Optional<PciFunction> above) {
        return HIDDEN_EXPRESS_BRIDGES.contains(bridge.vendor() << 16 | bridge.device())
                && above.flatMap(PciFunction::express).isPresent();
    }

    /** A bridge above which no requester ids are translated any more. */
    static boolean endsTranslation(PciFunction bridge) {
        return TRANSLATION_BELOW_ROOT.contains(bridge.vendor() << 16 | bridge.device());
    }

    private static Set<Integer> ids(int vendor, int... devices) {
        List<Integer> ids = new ArrayList<>();
        for (int device : devices) {
            ids.add(vendor << 16 | device);
        }
        return Set.copyOf(ids);
    }
}
