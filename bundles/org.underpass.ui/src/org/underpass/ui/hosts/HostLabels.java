package org.underpass.ui.hosts;

import java.util.stream.Collectors;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.underpass.engine.CardVerdict;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Images;
import org.underpass.ui.Shades;

/** Texts and images of one column of the tree of hosts. */
public final class HostLabels extends StyledCellLabelProvider {
    /** Columns, left to right. */
    enum Column {
        NAME, DRIVER, VERDICT
    }

    private final Column column;
    private final Control control;

    HostLabels(Column column, Control control) {
        this.column = column;
        this.control = control;
    }

    @Override
    public void update(ViewerCell cell) {
        StyledString text = switch (column) {
            case NAME -> name(cell.getElement());
            case DRIVER -> driver(cell.getElement());
            case VERDICT -> verdict(cell.getElement());
        };
        cell.setText(text.getString());
        cell.setStyleRanges(text.getStyleRanges());
        cell.setImage(column == Column.NAME ? Images.get(image(cell.getElement())) : null);
        super.update(cell);
    }

    private StyledString name(Object element) {
        return switch (element) {
            case OpenHost host -> host(host);
            case GroupNode group -> {
                var text = new StyledString(group.title());
                text.append("  " + group.summary(), tone(Tone.MUTED));
                yield text;
            }
            case FunctionNode function -> {
                var text = new StyledString(function.function().address() + "  ", tone(Tone.MUTED));
                text.append(function.shortName());
                yield text;
            }
            case CardNode card -> {
                var text = new StyledString(card.node().shortName(), new Bold());
                text.append("  " + card.node().function().address(), tone(Tone.MUTED));
                yield text;
            }
            default -> new StyledString();
        };
    }

    private StyledString host(OpenHost host) {
        boolean current = OpenHosts.shared().current().filter(m -> m.spec().equals(host.spec())).isPresent();
        var text = new StyledString(host.title(), current ? new Bold() : null);
        if (host.opening()) {
            text.append("  reading…", tone(Tone.MUTED));
        }
        host.failure().ifPresent(f -> text.append("  " + f, tone(Tone.BAD)));
        host.machine().ifPresent(m -> {
            text.append("  " + m.functions().size() + " functions", tone(Tone.MUTED));
            if (!m.unknowns().isEmpty()) {
                text.append(", " + m.unknowns().size() + " things not shown", tone(Tone.WARN));
            }
        });
        return text;
    }

    private StyledString driver(Object element) {
        Object one = element instanceof CardNode card ? card.node() : element;
        return one instanceof FunctionNode function
                ? new StyledString(function.driver(), function.function().driver().isKnown() ? null : tone(Tone.MUTED))
                : new StyledString();
    }

    private StyledString verdict(Object element) {
        return switch (element instanceof CardNode card ? card.node() : element) {
            case FunctionNode function when function.isCard() -> {
                CardVerdict.Verdict verdict = function.verdict().orElseThrow().verdict();
                var text = new StyledString(FunctionNode.words(verdict), tone(FunctionNode.tone(verdict)));
                if (!function.needs().isEmpty()) {
                    text.append(", needed", tone(Tone.WARN));
                }
                yield text;
            }
            case FunctionNode function when function.verdict().isPresent() ->
                    new StyledString("with its card", tone(Tone.MUTED));
            case FunctionNode function when !function.needs().isEmpty() ->
                    new StyledString("the host needs it", tone(Tone.WARN));
            default -> new StyledString();
        };
    }

    @Override
    public String getToolTipText(Object element) {
        return switch (element instanceof CardNode card ? card.node() : element) {
            case FunctionNode function when function.verdict().isPresent() ->
                    function.verdict().get().reasons().stream().collect(Collectors.joining("\n"));
            case FunctionNode function when !function.needs().isEmpty() -> "The host needs it: "
                    + function.needsText();
            case OpenHost host when host.machine().isPresent() && !host.machine().get().unknowns().isEmpty() ->
                    "Not shown:\n" + String.join("\n", host.machine().get().unknowns());
            case OpenHost host -> host.failure().orElse(null);
            default -> null;
        };
    }

    @Override
    protected void paint(Event event, Object element) {
        super.paint(event, element);
        if (column == Column.NAME) {
            Images.onSelection(event, image(element));
        }
    }

    private static String image(Object element) {
        return switch (element) {
            case OpenHost host -> host.failure().isPresent() ? "host-broken" : "host";
            case GroupNode group -> group.group().isPresent() ? "group" : "bus";
            case CardNode card -> "card";
            case FunctionNode function -> icon(function);
            default -> "function";
        };
    }

    /** The image for a function, by its class. */
    public static String icon(FunctionNode function) {
        if (function.function().pci().isBridge()) {
            return "bridge";
        }
        return switch (function.function().pci().classCode() >>> 16) {
            case 0x01 -> "storage";
            case 0x02 -> "network";
            case 0x03 -> "card";
            case 0x04 -> "sound";
            case 0x0c -> "usb";
            default -> "function";
        };
    }

    private StyledString.Styler tone(Tone tone) {
        return new StyledString.Styler() {
            @Override
            public void applyStyles(TextStyle style) {
                style.foreground = Shades.of(tone, control);
            }
        };
    }

    /** The current host. */
    private static final class Bold extends StyledString.Styler {
        @Override
        public void applyStyles(TextStyle style) {
            style.font = Shades.bold();
        }
    }
}
