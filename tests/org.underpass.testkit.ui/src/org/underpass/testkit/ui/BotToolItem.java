package org.underpass.testkit.ui;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.ToolItem;

/** A button of a tool bar. */
public final class BotToolItem {
    private final ToolItem item;

    BotToolItem(ToolItem item) {
        this.item = item;
    }

    /** Presses it; fails when it is disabled. */
    public void click() {
        Ui.run(() -> {
            if (!item.isEnabled()) {
                throw new AssertionError("the tool bar button \"" + item.getToolTipText() + "\" is disabled");
            }
            Ui.send(item, SWT.Selection, new Event());
        });
    }

    public boolean enabled() {
        return Ui.call(item::isEnabled);
    }
}
