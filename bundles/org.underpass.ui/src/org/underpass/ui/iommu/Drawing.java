package org.underpass.ui.iommu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.Machine;

/**
 * The tree of buses, laid out to be painted: root buses at the left, what is behind a bridge to its right, each IOMMU
 * group as an enclosure. Units are points. Immutable.
 */
record Drawing(List<Box> boxes, List<Wire> wires, List<Enclosure> enclosures, int width, int height) {
    static final Drawing EMPTY = new Drawing(List.of(), List.of(), List.of(), 0, 0);

    private static final int BOX_WIDTH = 300;
    private static final int BOX_HEIGHT = 24;
    private static final int GAP_X = 46;
    private static final int GAP_Y = 10;
    private static final int GROUP_GAP = 12;
    private static final int MARGIN = 16;
    private static final int PAD = 5;

    Drawing {
        boxes = List.copyOf(boxes);
        wires = List.copyOf(wires);
        enclosures = List.copyOf(enclosures);
    }

    /** A function. */
    record Box(FunctionNode node, int x, int y, int width, int height) {
        boolean covers(int px, int py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    /** From a bridge to what is behind it. */
    record Wire(int x1, int y1, int x2, int y2) {
    }

    /** A group. A group over several places of the tree has one enclosure in each. */
    record Enclosure(String title, int x, int y, int width, int height) {
    }

    static Drawing of(Machine machine) {
        return new Layout(machine).done();
    }

    /** Lays out a tree: leaves one below the other, bridges beside the first of what is behind them. */
    private static final class Layout {
        private final Machine machine;
        private final Topology topology;
        private final Map<PciAddress, Box> placed = new TreeMap<>();
        private final List<Wire> wires = new ArrayList<>();
        private int next = MARGIN + GROUP_GAP;
        private String lastGroup = "";

        Layout(Machine machine) {
            this.machine = machine;
            this.topology = machine.host().topology();
        }

        Drawing done() {
            for (FunctionNode node : machine.functions().values()) {
                if (topology.parent(node.function().address()).isEmpty()) {
                    place(node, 0);
                }
            }
            List<Enclosure> enclosures = new ArrayList<>();
            for (Group group : machine.host().groups().all()) {
                enclose(group, enclosures);
            }
            int width = placed.values().stream().mapToInt(b -> b.x + b.width).max().orElse(0) + MARGIN + PAD;
            return new Drawing(List.copyOf(placed.values()), wires, enclosures, width, next + MARGIN);
        }

        private Box place(FunctionNode node, int depth) {
            List<FunctionNode> children = new ArrayList<>();
            for (PciFunction child : topology.children(node.function().address())) {
                Optional.ofNullable(machine.functions().get(child.address())).ifPresent(children::add);
            }
            String group = node.group().map(Group::id).orElse("-");
            if (!group.equals(lastGroup)) {
                next += GROUP_GAP;
                lastGroup = group;
            }
            int y = next;
            next += BOX_HEIGHT + GAP_Y;
            Box box = new Box(node, MARGIN + depth * (BOX_WIDTH / 4 + GAP_X), y, BOX_WIDTH, BOX_HEIGHT);
            placed.put(node.function().address(), box);
            for (FunctionNode child : children) {
                Box below = place(child, depth + 1);
                wires.add(new Wire(box.x + 14, box.y + box.height, below.x, below.y + below.height / 2));
            }
            return box;
        }

        private void enclose(Group group, List<Enclosure> out) {
            List<Box> members = group.functions().stream().map(placed::get).filter(b -> b != null)
                    .sorted((a, b) -> Integer.compare(a.y, b.y)).toList();
            List<Box> run = new ArrayList<>();
            for (Box box : members) {
                if (!run.isEmpty() && box.y - run.getLast().y > BOX_HEIGHT + GAP_Y + GROUP_GAP) {
                    out.add(around(group, run));
                    run.clear();
                }
                run.add(box);
            }
            if (!run.isEmpty()) {
                out.add(around(group, run));
            }
        }

        private static Enclosure around(Group group, List<Box> run) {
            int x = run.stream().mapToInt(Box::x).min().orElse(0) - PAD;
            int right = run.stream().mapToInt(b -> b.x + b.width).max().orElse(0) + PAD + 26;
            return new Enclosure(group.id(), x, run.getFirst().y - PAD, right - x,
                    run.getLast().y + BOX_HEIGHT + PAD - run.getFirst().y + PAD);
        }
    }
}
