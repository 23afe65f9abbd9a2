package org.underpass.ui.editor;

import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider.IStyledLabelProvider;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Images;
import org.underpass.ui.Shades;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.HostLabels;

/** Texts and images of the devices page. */
final class DeviceLabels extends DelegatingStyledCellLabelProvider {
    DeviceLabels(Control control) {
        super(new Labels(control));
    }

    @Override
    protected void paint(Event event, Object element) {
        super.paint(event, element);
        if (element instanceof DeviceItem item) {
            Images.onSelection(event, image(item));
        }
    }

    private static String image(DeviceItem item) {
        return item.functions().isEmpty() ? "function" : HostLabels.icon(item.functions().getFirst());
    }

    /** The labels themselves. */
    private static final class Labels extends LabelProvider implements IStyledLabelProvider {
        private final Control control;

        Labels(Control control) {
            this.control = control;
        }

        @Override
        public StyledString getStyledText(Object element) {
            if (!(element instanceof DeviceItem item)) {
                return new StyledString(((DeviceContent.Heading) element).title());
            }
            var text = new StyledString();
            if (!item.functions().isEmpty()) {
                String address = item.functions().getFirst().function().address().toString();
                text.append((address.startsWith("0000:") ? address.substring(5) : address) + "  ", tone(Tone.MUTED));
            }
            text.append(item.title());
            if (item.functions().isEmpty()) {
                text.append("  not on this host", tone(Tone.WARN));
                return text;
            }
            FunctionNode first = item.functions().getFirst();
            text.append(item.functions().size() > 1 ? "  " + item.functions().size() + " functions" : "",
                    tone(Tone.MUTED));
            if (!item.given()) {
                first.verdict().ifPresent(v -> text.append("  " + FunctionNode.words(v.verdict()),
                        tone(FunctionNode.tone(v.verdict()))));
                if (item.functions().stream().anyMatch(f -> !f.needs().isEmpty())) {
                    text.append("  the host needs it", tone(Tone.WARN));
                }
            }
            return text;
        }

        @Override
        public Image getImage(Object element) {
            return element instanceof DeviceItem item ? Images.get(image(item)) : null;
        }

        private StyledString.Styler tone(Tone tone) {
            return new StyledString.Styler() {
                @Override
                public void applyStyles(TextStyle style) {
                    style.foreground = Shades.of(tone, control);
                }
            };
        }
    }
}
