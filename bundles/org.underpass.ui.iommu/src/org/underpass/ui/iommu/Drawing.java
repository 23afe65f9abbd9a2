package org.underpass.ui.iommu;

import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciAddress;
import org.underpass.ui.hosts.FunctionNode;

/**
 * The tree of buses, laid out to be painted: root buses at the left, what is behind a bridge to its right, each IOMMU
 * group as an enclosure. Units are points. Immutable.
 */
record Drawing(List<Box> boxes, List<Wire> wires, List<Enclosure> enclosures, int width, int height) {
    static final Drawing EMPTY = new Drawing(List.of(), List.of(), List.of(), 0, 0);

    Drawing {
        boxes = List.copyOf(boxes);
        wires = List.copyOf(wires);
        enclosures = List.copyOf(enclosures);
    }

    /** A place on the drawing. */
    record Area(int x, int y, int width, int height) {
        boolean covers(int px, int py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    /** A function, or a root bus, which has no function that stands for it. */
    record Box(String words, Optional<FunctionNode> node, Area area) {
        boolean shows(PciAddress address) {
            return node.filter(n -> n.function().address().equals(address)).isPresent();
        }
    }

    /** From a bridge to what is behind it: corners, x and y in turn. */
    record Wire(int[] corners) {
    }

    /** A group. */
    record Enclosure(String title, Area area) {
    }

    /** How large words will be, in points; taken on the UI thread, where fonts can be asked. */
    record Lettering(double characterWidth, int lineHeight) {
        int width(String words) {
            return (int) Math.ceil(words.length() * characterWidth);
        }
    }
}
