package org.underpass.ui.iommu;

import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.ScrollBar;
import org.underpass.pci.PciAddress;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Images;
import org.underpass.ui.Shades;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.HostLabels;

/** Paints a {@link Drawing}; scrolls, and lets functions be clicked. */
final class DrawingCanvas extends Canvas {
    private final Consumer<PciAddress> picked;
    private Drawing drawing = Drawing.EMPTY;
    private Optional<PciAddress> marked = Optional.empty();

    DrawingCanvas(Composite parent, Consumer<PciAddress> picked) {
        super(parent, SWT.DOUBLE_BUFFERED | SWT.H_SCROLL | SWT.V_SCROLL);
        this.picked = picked;
        addListener(SWT.Paint, this::paint);
        addListener(SWT.Resize, e -> scrollBars());
        addListener(SWT.MouseDown, this::click);
        getHorizontalBar().addListener(SWT.Selection, e -> redraw());
        getVerticalBar().addListener(SWT.Selection, e -> redraw());
        addListener(SWT.MouseMove, e -> setToolTipText(at(e).map(b -> b.node().function().address() + "  "
                + b.node().name() + "\n" + b.node().kind()).orElse(null)));
    }

    void draw(Drawing what) {
        drawing = what;
        marked = Optional.empty();
        scrollBars();
        redraw();
    }

    /** Marks a function and brings it into view. */
    void mark(Optional<PciAddress> address) {
        if (!address.equals(marked)) {
            marked = address;
            drawing.boxes().stream().filter(b -> address.equals(Optional.of(b.node().function().address())))
                    .findFirst().ifPresent(this::reveal);
            redraw();
        }
    }

    private void reveal(Drawing.Box box) {
        Rectangle area = getClientArea();
        ScrollBar bar = getVerticalBar();
        int top = bar.getSelection();
        if (box.y() < top || box.y() + box.height() > top + area.height) {
            bar.setSelection(Math.max(0, box.y() - area.height / 2));
        }
    }

    private void scrollBars() {
        Rectangle area = getClientArea();
        set(getHorizontalBar(), drawing.width(), area.width);
        set(getVerticalBar(), drawing.height(), area.height);
    }

    private static void set(ScrollBar bar, int whole, int seen) {
        bar.setValues(bar.getSelection(), 0, Math.max(1, whole), Math.max(1, Math.min(seen, whole)), 24,
                Math.max(1, seen - 24));
        bar.setVisible(seen > 0 && whole > seen);
    }

    private int dx() {
        return getHorizontalBar().isVisible() ? getHorizontalBar().getSelection() : 0;
    }

    private int dy() {
        return getVerticalBar().isVisible() ? getVerticalBar().getSelection() : 0;
    }

    private Optional<Drawing.Box> at(Event e) {
        return drawing.boxes().stream().filter(b -> b.covers(e.x + dx(), e.y + dy())).findFirst();
    }

    private void click(Event e) {
        setFocus();
        at(e).ifPresent(b -> {
            mark(b.node().address());
            picked.accept(b.node().function().address());
        });
    }

    private void paint(Event e) {
        GC gc = e.gc;
        boolean dark = Shades.dark(this);
        gc.setAntialias(SWT.ON);
        Rectangle clip = gc.getClipping();
        int left = dx();
        int top = dy();
        gc.setBackground(dark ? new Color(0x2b, 0x33, 0x3c) : new Color(0xee, 0xf3, 0xf8));
        gc.setForeground(dark ? new Color(0x5f, 0x7f, 0x9c) : new Color(0x9b, 0xb7, 0xd1));
        gc.setLineWidth(1);
        for (Drawing.Enclosure one : drawing.enclosures()) {
            gc.fillRoundRectangle(one.x() - left, one.y() - top, one.width(), one.height(), 10, 10);
            gc.drawRoundRectangle(one.x() - left, one.y() - top, one.width(), one.height(), 10, 10);
        }
        gc.setForeground(Shades.of(Tone.MUTED, this));
        for (Drawing.Enclosure one : drawing.enclosures()) {
            int width = gc.textExtent(one.title()).x;
            gc.drawText(one.title(), one.x() + one.width() - width - 6 - left, one.y() + 4 - top, true);
        }
        for (Drawing.Wire wire : drawing.wires()) {
            gc.drawLine(wire.x1() - left, wire.y1() - top, wire.x1() - left, wire.y2() - top);
            gc.drawLine(wire.x1() - left, wire.y2() - top, wire.x2() - left, wire.y2() - top);
        }
        for (Drawing.Box box : drawing.boxes()) {
            if (box.y() - top < clip.y + clip.height && box.y() + box.height() - top > clip.y) {
                box(gc, box, left, top, dark);
            }
        }
    }

    private void box(GC gc, Drawing.Box box, int left, int top, boolean dark) {
        FunctionNode node = box.node();
        boolean chosen = marked.equals(node.address());
        gc.setBackground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION) : dark
                ? new Color(0x3a, 0x42, 0x4b) : new Color(0xff, 0xff, 0xff));
        gc.fillRoundRectangle(box.x() - left, box.y() - top, box.width(), box.height(), 6, 6);
        gc.setForeground(node.isCard() ? Shades.of(FunctionNode.tone(node.verdict().orElseThrow().verdict()), this)
                : dark ? new Color(0x6c, 0x78, 0x84) : new Color(0xb4, 0xc0, 0xcb));
        gc.setLineWidth(node.isCard() ? 2 : 1);
        gc.drawRoundRectangle(box.x() - left, box.y() - top, box.width(), box.height(), 6, 6);
        gc.setLineWidth(1);
        gc.drawImage(Images.get(HostLabels.icon(node)), box.x() + 5 - left, box.y() + 4 - top);
        gc.setForeground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION_TEXT)
                : node.needs().isEmpty() ? getForeground() : Shades.of(Tone.WARN, this));
        Rectangle before = gc.getClipping();
        gc.setClipping(new Rectangle(box.x() - left, box.y() - top, box.width() - 4, box.height()).intersection(before));
        String address = node.function().address().toString();
        gc.drawText((address.startsWith("0000:") ? address.substring(5) : address) + "  " + node.shortName(),
                box.x() + 26 - left, box.y() + 4 - top, true);
        gc.setClipping(before);
    }
}
