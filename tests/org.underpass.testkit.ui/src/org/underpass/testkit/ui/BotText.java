package org.underpass.testkit.ui;

import org.eclipse.swt.widgets.Text;

/** A text field. */
public final class BotText {
    private final Text text;

    BotText(Text text) {
        this.text = text;
    }

    public String text() {
        return Ui.call(text::getText);
    }

    /** Replaces the content; listeners hear of it as of typing. */
    public BotText setText(String content) {
        Ui.run(() -> {
            text.setFocus();
            text.setText(content);
        });
        return this;
    }
}
