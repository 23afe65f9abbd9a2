package org.underpass.ui;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;

/** A page on which a {@link Description} is printed, to be read and copied from. */
public final class Paper {
    private final StyledText text;
    private Description shown;
    private boolean dark;

    public Paper(Composite parent) {
        text = new StyledText(parent, SWT.MULTI | SWT.WRAP | SWT.READ_ONLY | SWT.V_SCROLL);
        text.setAlwaysShowScrollBars(false);
        text.setMargins(10, 8, 10, 8);
        text.setLineSpacing(2);
        text.setCaret(null);
        text.setEditable(false);
        // The appearance can change while something is printed; nothing but a paint tells of it.
        text.addPaintListener(e -> {
            if (shown != null && Shades.dark(text) != dark) {
                text.getDisplay().asyncExec(() -> {
                    if (!text.isDisposed()) {
                        Description again = shown;
                        shown = null;
                        print(again);
                    }
                });
            }
        });
    }

    /** The control, for layout. */
    public StyledText control() {
        return text;
    }

    /** Prints; nothing moves when the same is printed again. */
    public void print(Description description) {
        if (description.equals(shown)) {
            return;
        }
        shown = description;
        dark = Shades.dark(text);
        StringBuilder out = new StringBuilder();
        List<StyleRange> styles = new ArrayList<>();
        add(out, styles, description.title(), Description.Tone.PLAIN, true);
        if (!description.subtitle().isEmpty()) {
            out.append('\n');
            add(out, styles, description.subtitle(), Description.Tone.PLAIN, false);
        }
        List<int[]> indented = new ArrayList<>();
        for (Description.Section section : description.sections()) {
            out.append("\n\n");
            add(out, styles, section.heading(), Description.Tone.MUTED, true);
            for (Description.Line line : section.lines()) {
                out.append('\n');
                int from = out.length();
                add(out, styles, line.text(), line.tone(), false);
                if (!line.source().isEmpty()) {
                    out.append("  ");
                    add(out, styles, line.source(), Description.Tone.MUTED, false);
                }
                indented.add(new int[] {from, out.length()});
            }
        }
        text.setText(out.toString());
        text.setStyleRanges(styles.toArray(StyleRange[]::new));
        for (int[] range : indented) {
            int first = text.getLineAtOffset(range[0]);
            int count = text.getLineAtOffset(range[1]) - first + 1;
            text.setLineIndent(first, count, 12);
            text.setLineWrapIndent(first, count, 24);
        }
        text.setTopPixel(0);
    }

    private void add(StringBuilder out, List<StyleRange> styles, String words, Description.Tone tone, boolean bold) {
        var style = new StyleRange();
        style.start = out.length();
        style.length = words.length();
        if (tone != Description.Tone.PLAIN) {
            style.foreground = Shades.of(tone, text);
        }
        if (bold) {
            style.font = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
        }
        out.append(words);
        styles.add(style);
    }
}
