package org.underpass.ui.iommu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.InternalProperties;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Alignment;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.Topology;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.Machine;

/**
 * Lays out the tree of buses with the layered algorithm of the Eclipse Layout Kernel: a layer for each step down the
 * tree, groups as compound nodes. Loaded with the view, not with the workbench.
 */
final class DrawingLayout {
    /** Left of a function's words there is room for its image. */
    static final int IMAGE_ROOM = 26;
    private static final int GROUP_PAD = 5;
    private static final int WIDEST = 320;

    private final Machine machine;
    private final Topology topology;
    private final Drawing.Lettering lettering;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<PciAddress, ElkNode> functions = new TreeMap<>();
    private final Map<String, ElkNode> buses = new LinkedHashMap<>();
    private final Map<ElkNode, String> groups = new LinkedHashMap<>();
    private final Map<ElkNode, String> words = new HashMap<>();

    private DrawingLayout(Machine machine, Drawing.Lettering lettering) {
        this.machine = machine;
        this.topology = machine.host().topology();
        this.lettering = lettering;
    }

    /** Some tenths of a second for a large machine: not for the UI thread. Empty when it was cancelled. */
    static Drawing of(Machine machine, Drawing.Lettering lettering, IProgressMonitor monitor) {
        return new DrawingLayout(machine, lettering).run(monitor);
    }

    private Drawing run(IProgressMonitor monitor) {
        // Registers, once, how the kernel's own property types are copied.
        LayoutMetaDataService.getInstance();
        build();
        new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor() {
            @Override
            public boolean isCanceled() {
                return monitor.isCanceled();
            }
        });
        return monitor.isCanceled() ? Drawing.EMPTY : drawing();
    }

    private void build() {
        graph.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
        graph.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        graph.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
        graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
        // Addresses ascend from top to bottom, as in every list of them.
        graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_FORCE_NODE_MODEL_ORDER, true);
        graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.LEFTUP);
        graph.setProperty(LayeredOptions.MERGE_EDGES, true);
        graph.setProperty(LayeredOptions.MERGE_HIERARCHY_EDGES, true);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 7.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 26.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 10.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 6.0);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding(14));
        for (FunctionNode node : machine.functions().values()) {
            if (topology.parent(node.function().address()).isEmpty()) {
                buses.computeIfAbsent(bus(node), name -> box(graph, name));
            }
        }
        Map<String, ElkNode> byGroup = new HashMap<>();
        for (FunctionNode node : machine.functions().values()) {
            ElkNode parent = node.group().map(g -> byGroup.computeIfAbsent(g.id(), id -> enclosure(g))).orElse(graph);
            functions.put(node.function().address(), box(parent, title(node)));
        }
        machine.functions().values().forEach(node -> {
            PciAddress address = node.function().address();
            ElkNode above = topology.parent(address).map(p -> functions.get(p.address())).orElse(buses.get(bus(node)));
            if (above != null) {
                ElkGraphUtil.createSimpleEdge(above, functions.get(address));
            }
        });
    }

    private static String bus(FunctionNode node) {
        PciAddress address = node.function().address();
        return "bus %04x:%02x".formatted(address.domain(), address.bus());
    }

    private ElkNode enclosure(Group group) {
        ElkNode node = ElkGraphUtil.createNode(graph);
        groups.put(node, group.id());
        // Nothing is inherited by what is laid out together.
        node.copyProperties(graph);
        node.setProperty(LayeredOptions.ALIGNMENT, Alignment.LEFT);
        // The importer sets this for the outermost graph only, and the order of the input cannot be kept without it.
        node.setProperty(InternalProperties.MAX_MODEL_ORDER_NODES, 2 * machine.functions().size());
        // The group's number stands at its left edge.
        node.setProperty(LayeredOptions.PADDING, new ElkPadding(GROUP_PAD, GROUP_PAD, GROUP_PAD,
                lettering.width(group.id()) + 3 * GROUP_PAD));
        return node;
    }

    private ElkNode box(ElkNode parent, String title) {
        ElkNode node = ElkGraphUtil.createNode(parent);
        words.put(node, title);
        node.setProperty(LayeredOptions.ALIGNMENT, Alignment.LEFT);
        node.setDimensions(Math.min(WIDEST, lettering.width(title) + IMAGE_ROOM + 8), lettering.lineHeight() + 8);
        return node;
    }

    /** A bridge by its place in the tree, anything else by its name. */
    private static String title(FunctionNode node) {
        String full = node.function().address().toString();
        String address = full.startsWith("0000:") ? full.substring(5) : full;
        if (!node.function().pci().isBridge()) {
            return address + "  " + node.shortName();
        }
        return address + "  " + node.function().pci().express().map(PciExpress::type).map(type -> switch (type) {
            case ROOT_PORT -> "root port";
            case UPSTREAM_PORT -> "upstream port";
            case DOWNSTREAM_PORT -> "downstream port";
            case PCIE_TO_PCI_BRIDGE -> "bridge to PCI";
            case PCI_TO_PCIE_BRIDGE -> "bridge to PCI Express";
            default -> node.shortName();
        }).orElse(node.shortName());
    }

    private Drawing drawing() {
        List<Drawing.Box> boxes = new ArrayList<>();
        buses.values().forEach(bus -> boxes.add(new Drawing.Box(words.get(bus), Optional.empty(), area(bus))));
        functions.forEach((address, node) -> boxes.add(new Drawing.Box(words.get(node),
                Optional.of(machine.functions().get(address)), area(node))));
        List<Drawing.Enclosure> enclosures = new ArrayList<>();
        groups.forEach((node, id) -> enclosures.add(new Drawing.Enclosure(id, area(node))));
        List<Drawing.Wire> wires = new ArrayList<>();
        collect(graph, wires);
        return new Drawing(boxes, wires, enclosures, (int) Math.ceil(graph.getWidth()),
                (int) Math.ceil(graph.getHeight()));
    }

    /** The kernel places everything relative to what holds it. */
    private static Drawing.Area area(ElkNode node) {
        double x = node.getX();
        double y = node.getY();
        for (ElkNode above = node.getParent(); above != null; above = above.getParent()) {
            x += above.getX();
            y += above.getY();
        }
        return new Drawing.Area((int) Math.round(x), (int) Math.round(y), (int) Math.round(node.getWidth()),
                (int) Math.round(node.getHeight()));
    }

    private static void collect(ElkNode container, List<Drawing.Wire> wires) {
        Drawing.Area origin = area(container);
        for (ElkEdge edge : container.getContainedEdges()) {
            for (ElkEdgeSection section : edge.getSections()) {
                List<Integer> corners = new ArrayList<>();
                add(corners, origin, section.getStartX(), section.getStartY());
                for (ElkBendPoint bend : section.getBendPoints()) {
                    add(corners, origin, bend.getX(), bend.getY());
                }
                add(corners, origin, section.getEndX(), section.getEndY());
                wires.add(new Drawing.Wire(corners.stream().mapToInt(Integer::intValue).toArray()));
            }
        }
        container.getChildren().forEach(child -> collect(child, wires));
    }

    private static void add(List<Integer> corners, Drawing.Area origin, double x, double y) {
        corners.add((int) Math.round(origin.x() + x));
        corners.add((int) Math.round(origin.y() + y));
    }
}
