package org.underpass.testkit.ui;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Event;

/** A button of any kind. */
public final class BotButton {
    private final Button button;

    BotButton(Button button) {
        this.button = button;
    }

    /** Presses it; fails when it is disabled. */
    public BotButton click() {
        Ui.run(() -> {
            if (!button.isEnabled()) {
                throw new AssertionError("the button \"" + button.getText() + "\" is disabled");
            }
            button.setFocus();
            if ((button.getStyle() & (SWT.CHECK | SWT.TOGGLE)) != 0) {
                button.setSelection(!button.getSelection());
            } else if ((button.getStyle() & SWT.RADIO) != 0) {
                button.setSelection(true);
            }
            Ui.send(button, SWT.Selection, new Event());
        });
        return this;
    }

    public boolean enabled() {
        return Ui.call(button::isEnabled);
    }

    /** Whether a check box, radio or toggle button is on. */
    public boolean checked() {
        return Ui.call(button::getSelection);
    }
}
