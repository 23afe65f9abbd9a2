package org.underpass.ui;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Control;

/** Colours that are readable on what they are painted on, light or dark. Colours need no disposal. */
public final class Shades {
    private Shades() {
    }

    /** Whether a control is painted dark. */
    public static boolean dark(Control control) {
        return dark(control.getBackground().getRGB());
    }

    static boolean dark(RGB colour) {
        return colour.red * 299 + colour.green * 587 + colour.blue * 114 < 128_000;
    }

    /** The colour of a tone on a control. */
    public static Color of(Description.Tone tone, Control on) {
        boolean dark = dark(on);
        return switch (tone) {
            case PLAIN -> on.getForeground();
            case GOOD -> dark ? new Color(0x7c, 0xc9, 0x8a) : new Color(0x1c, 0x6e, 0x32);
            case WARN -> dark ? new Color(0xe3, 0xb5, 0x5a) : new Color(0x8a, 0x58, 0x00);
            case BAD -> dark ? new Color(0xf0, 0x8a, 0x80) : new Color(0xb0, 0x21, 0x1c);
            case MUTED -> dark ? new Color(0x9a, 0xa4, 0xae) : new Color(0x5b, 0x66, 0x70);
        };
    }

    /** A bold variant of the dialog font. */
    public static Font bold() {
        return JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
    }

    /** The background of lists, which editors of text have too. */
    public static Color listBackground(Control control) {
        return control.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND);
    }
}
