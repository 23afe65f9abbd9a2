package org.underpass.ui.iommu;

import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.graphics.Transform;
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

/** Paints a {@link Drawing}; scrolls, zooms, and lets functions be clicked. */
final class DrawingCanvas extends Canvas {
    private static final double STEP = 1.25;
    private static final double SMALLEST = 0.2;
    private static final double LARGEST = 3;
    /** Letters whose width, with some room for wider ones, stands for that of names. */
    private static final double ROOM = 1.12;
    private static final String SAMPLE = "0123:45.6  Navi 21 [Radeon RX 6800/6800 XT / 6900 XT] Root Port";

    private final Consumer<PciAddress> picked;
    private Drawing drawing = Drawing.EMPTY;
    private Optional<PciAddress> marked = Optional.empty();
    private double zoom = 1;
    /** Whether the drawing is to be as large as the canvas allows, also when that changes. */
    private boolean fitting;

    DrawingCanvas(Composite parent, Consumer<PciAddress> picked) {
        super(parent, SWT.DOUBLE_BUFFERED | SWT.H_SCROLL | SWT.V_SCROLL);
        this.picked = picked;
        addListener(SWT.Paint, this::paint);
        addListener(SWT.Resize, e -> {
            refit();
            scrollBars();
        });
        addListener(SWT.MouseDown, this::click);
        addListener(SWT.MouseVerticalWheel, e -> {
            if ((e.stateMask & SWT.MOD1) != 0) {
                zoom(e.count > 0 ? STEP : 1 / STEP);
                e.doit = false;
            }
        });
        getHorizontalBar().addListener(SWT.Selection, e -> redraw());
        getVerticalBar().addListener(SWT.Selection, e -> redraw());
        addListener(SWT.MouseMove, e -> setToolTipText(at(e).flatMap(Drawing.Box::node)
                .map(n -> n.function().address() + "  " + n.name() + "\n" + n.kind()).orElse(null)));
    }

    /** How large words are in this canvas. */
    Drawing.Lettering lettering() {
        var gc = new GC(this);
        try {
            Point size = gc.textExtent(SAMPLE);
            return new Drawing.Lettering(ROOM * size.x / SAMPLE.length(), size.y);
        } finally {
            gc.dispose();
        }
    }

    void draw(Drawing what) {
        drawing = what;
        marked = Optional.empty();
        refit();
        scrollBars();
        redraw();
    }

    /** Larger or smaller by this factor. */
    void zoom(double factor) {
        fitting = false;
        set(zoom * factor);
    }

    /** As large as the canvas allows, and not larger than written; or back to as written. */
    void fit(boolean wanted) {
        fitting = wanted;
        set(1);
        refit();
    }

    private void refit() {
        Point size = getSize();
        if (fitting && drawing.width() > 0 && size.x > 0) {
            set(Math.min(1, Math.min((double) size.x / drawing.width(), (double) size.y / drawing.height())));
        }
    }

    private void set(double wanted) {
        zoom = Math.clamp(wanted, SMALLEST, LARGEST);
        scrollBars();
        redraw();
    }

    /** Marks a function and brings it into view. */
    void mark(Optional<PciAddress> address) {
        if (!address.equals(marked)) {
            marked = address;
            drawing.boxes().stream().filter(b -> address.filter(b::shows).isPresent()).findFirst()
                    .ifPresent(this::reveal);
            redraw();
        }
    }

    private void reveal(Drawing.Box box) {
        Rectangle seen = getClientArea();
        Drawing.Area area = box.area();
        reveal(getVerticalBar(), (int) (area.y() * zoom), (int) ((area.y() + area.height()) * zoom), seen.height);
        reveal(getHorizontalBar(), (int) (area.x() * zoom), (int) ((area.x() + area.width()) * zoom), seen.width);
    }

    private static void reveal(ScrollBar bar, int from, int to, int length) {
        int start = bar.getSelection();
        if (from < start || to > start + length) {
            bar.setSelection(Math.max(0, (from + to - length) / 2));
        }
    }

    private void scrollBars() {
        Rectangle area = getClientArea();
        set(getHorizontalBar(), (int) (drawing.width() * zoom), area.width);
        set(getVerticalBar(), (int) (drawing.height() * zoom), area.height);
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
        int x = (int) ((e.x + dx()) / zoom);
        int y = (int) ((e.y + dy()) / zoom);
        return drawing.boxes().stream().filter(b -> b.area().covers(x, y)).findFirst();
    }

    private void click(Event e) {
        setFocus();
        at(e).flatMap(Drawing.Box::node).ifPresent(n -> {
            mark(n.address());
            picked.accept(n.function().address());
        });
    }

    private void paint(Event e) {
        GC gc = e.gc;
        var transform = new Transform(getDisplay());
        try {
            transform.translate(-dx(), -dy());
            transform.scale((float) zoom, (float) zoom);
            gc.setTransform(transform);
            paint(gc, Shades.dark(this));
        } finally {
            gc.setTransform(null);
            transform.dispose();
        }
    }

    private void paint(GC gc, boolean dark) {
        gc.setAntialias(SWT.ON);
        gc.setBackground(dark ? new Color(0x2b, 0x33, 0x3c) : new Color(0xee, 0xf3, 0xf8));
        for (Drawing.Enclosure one : drawing.enclosures()) {
            Drawing.Area area = one.area();
            gc.setForeground(dark ? new Color(0x5f, 0x7f, 0x9c) : new Color(0x9b, 0xb7, 0xd1));
            gc.fillRoundRectangle(area.x(), area.y(), area.width(), area.height(), 10, 10);
            gc.drawRoundRectangle(area.x(), area.y(), area.width(), area.height(), 10, 10);
        }
        gc.setForeground(Shades.of(Tone.MUTED, this));
        drawing.wires().forEach(w -> gc.drawPolyline(w.corners()));
        // A wire that leads into a group makes room for the group's number.
        drawing.enclosures().forEach(e -> gc.drawText(e.title(), e.area().x() + 7, e.area().y() + 9));
        drawing.boxes().forEach(box -> box.node().ifPresentOrElse(node -> function(gc, box, node, dark),
                () -> bus(gc, box, dark)));
    }

    private void bus(GC gc, Drawing.Box box, boolean dark) {
        Drawing.Area area = box.area();
        gc.setBackground(dark ? new Color(0x4a, 0x56, 0x62) : new Color(0xd9, 0xe2, 0xea));
        gc.fillRoundRectangle(area.x(), area.y(), area.width(), area.height(), 6, 6);
        gc.drawImage(Images.get("bus"), area.x() + 5, area.y() + (area.height() - 16) / 2);
        gc.setForeground(getForeground());
        gc.drawText(box.words(), area.x() + DrawingLayout.IMAGE_ROOM, area.y() + 4, true);
    }

    private void function(GC gc, Drawing.Box box, FunctionNode node, boolean dark) {
        Drawing.Area area = box.area();
        boolean chosen = marked.equals(node.address());
        gc.setBackground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION) : dark
                ? new Color(0x3a, 0x42, 0x4b) : new Color(0xff, 0xff, 0xff));
        gc.fillRoundRectangle(area.x(), area.y(), area.width(), area.height(), 6, 6);
        gc.setForeground(node.isCard() ? Shades.of(FunctionNode.tone(node.verdict().orElseThrow().verdict()), this)
                : dark ? new Color(0x6c, 0x78, 0x84) : new Color(0xb4, 0xc0, 0xcb));
        gc.setLineWidth(node.isCard() ? 2 : 1);
        gc.drawRoundRectangle(area.x(), area.y(), area.width(), area.height(), 6, 6);
        gc.setLineWidth(1);
        String icon = HostLabels.icon(node);
        gc.drawImage(chosen ? Images.white(icon) : Images.get(icon), area.x() + 5, area.y() + (area.height() - 16) / 2);
        gc.setForeground(chosen ? getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION_TEXT)
                : node.needs().isEmpty() ? getForeground() : Shades.of(Tone.WARN, this));
        gc.drawText(cut(gc, box.words(), area.width() - DrawingLayout.IMAGE_ROOM - 4),
                area.x() + DrawingLayout.IMAGE_ROOM, area.y() + 4, true);
    }

    /** As much as there is room for. */
    private static String cut(GC gc, String words, int room) {
        String shown = words;
        while (shown.length() > 1 && gc.textExtent(shown.equals(words) ? words : shown + "…").x > room) {
            shown = shown.substring(0, shown.length() - 1);
        }
        return shown.equals(words) ? words : shown.stripTrailing() + "…";
    }
}
