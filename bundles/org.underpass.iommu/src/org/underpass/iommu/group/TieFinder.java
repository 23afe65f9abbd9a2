package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * Finds all direct ties of a machine, each once. Their closure gives the groups. Rules: pci_device_group in
 * drivers/iommu/iommu.c, pci_for_each_dma_alias in drivers/pci/search.c.
 */
final class TieFinder {
    /** PCI domains from here on are made by the kernel for volume management devices. */
    static final int FIRST_VMD_DOMAIN = 0x10000;
    /** Device ids from drivers/pci/controller/vmd.c of Linux 6.18. */
    private static final Set<Integer> VMD_IDS = Set.of(0x201d, 0x28c0, 0x467f, 0x4c3d, 0xa77f, 0x7d0b, 0xad0b, 0x9a0b,
            0xb06f, 0xb60b);

    private final Topology topology;
    private final AcsJudge judge;
    private final List<Tie> ties = new ArrayList<>();

    private TieFinder(Topology topology, AcsJudge judge) {
        this.topology = topology;
        this.judge = judge;
    }

    static List<Tie> find(Topology topology, AcsJudge judge) {
        TieFinder finder = new TieFinder(topology, judge);
        for (PciFunction function : topology.functions()) {
            if (Integer.compareUnsigned(function.address().domain(), FIRST_VMD_DOMAIN) >= 0) {
                finder.volumeManagement(function);
                continue;
            }
            List<PciFunction> path = topology.pathToRoot(function.address());
            if (!finder.conventionalBridge(function, path)) {
                finder.portsAbove(function, path);
            }
            finder.aliases(function);
            finder.slot(function);
        }
        return List.copyOf(finder.ties);
    }

    /** The nearest conventional bridge; those further up tie that bridge in turn. */
    private boolean conventionalBridge(PciFunction function, List<PciFunction> path) {
        for (int i = 0; i < path.size(); i++) {
            PciFunction bridge = path.get(i);
            if (DmaAliases.endsTranslation(bridge)) {
                return false;
            }
            Optional<PciFunction> above = i + 1 < path.size() ? Optional.of(path.get(i + 1)) : Optional.empty();
            Optional<Boolean> express = AcsJudge.isExpress(bridge);
            if (express.isEmpty()) {
                ties.add(new Tie.ConventionalBridge(function.address(), bridge.address(), false,
                        "the dump does not show its capabilities"));
                return true;
            }
            String kind = conventionalKind(bridge, above);
            if (kind != null) {
                ties.add(new Tie.ConventionalBridge(function.address(), bridge.address(), true, kind));
                return true;
            }
        }
        return false;
    }

    private static String conventionalKind(PciFunction bridge, Optional<PciFunction> above) {
        if (bridge.express().isEmpty()) {
            return DmaAliases.isHiddenExpressBridge(bridge, above)
                    ? "a PCIe-to-PCI bridge that does not show its PCI Express capability"
                    : "a conventional PCI bridge";
        }
        PciExpress.Type type = bridge.express().get().type();
        return switch (type) {
            case PCIE_TO_PCI_BRIDGE, PCI_TO_PCIE_BRIDGE -> "a " + type.title();
            default -> null;
        };
    }

    /** One failing port anywhere on the way up ties the function to the bridge above it. */
    private void portsAbove(PciFunction function, List<PciFunction> path) {
        AcsCheck unknown = null;
        for (PciFunction port : path) {
            AcsCheck check = judge.check(port);
            if (check.state() == AcsCheck.State.NOT_ISOLATED) {
                ties.add(new Tie.MissingAcs(function.address(), path.get(0).address(), check));
                return;
            }
            if (unknown == null && check.state() == AcsCheck.State.UNKNOWN) {
                unknown = check;
            }
        }
        if (unknown != null) {
            ties.add(new Tie.MissingAcs(function.address(), path.get(0).address(), unknown));
        }
    }

    private void aliases(PciFunction function) {
        for (PciAddress alias : DmaAliases.of(function)) {
            if (topology.function(alias).isPresent()) {
                ties.add(new Tie.DmaAlias(function.address(), alias,
                        "known of " + String.format("%04x:%04x", function.vendor(), function.device())
                                + " (Linux 6.18, drivers/pci/quirks.c)"));
            }
        }
    }

    private void slot(PciFunction function) {
        if (!judge.multifunction(function).orElse(false) || judge.check(function).isolated()) {
            return;
        }
        for (PciFunction mate : topology.slotMates(function.address())) {
            boolean second = function.address().compareTo(mate.address()) < 0;
            if (second && judge.multifunction(mate).orElse(false) && !judge.check(mate).isolated()) {
                ties.add(new Tie.MultifunctionSlot(judge.check(function), judge.check(mate)));
            }
        }
    }

    private void volumeManagement(PciFunction function) {
        Optional<PciFunction> outside = topology.pathToRoot(function.address()).stream()
                .filter(above -> above.address().domain() != function.address().domain()).findFirst();
        if (outside.isPresent()) {
            ties.add(new Tie.VolumeManagement(function.address(), outside.get().address(), true));
            return;
        }
        List<PciFunction> candidates = topology.functions().stream()
                .filter(other -> other.vendor() == 0x8086 && VMD_IDS.contains(other.device())).toList();
        candidates.forEach(candidate -> ties.add(
                new Tie.VolumeManagement(function.address(), candidate.address(), candidates.size() == 1)));
    }
}
