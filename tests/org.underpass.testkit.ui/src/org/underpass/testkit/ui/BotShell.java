package org.underpass.testkit.ui;

import java.util.List;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** A window or a dialog. */
public final class BotShell extends Scope {
    private final Shell shell;

    BotShell(Shell shell) {
        this.shell = shell;
    }

    @Override
    List<? extends Control> roots() {
        return shell.isDisposed() ? List.of() : List.of(shell);
    }

    /** Closes it as its close button would. */
    public void close() {
        Ui.run(shell::close);
    }

    /** Whether it is still open. */
    public boolean open() {
        return Ui.call(() -> !shell.isDisposed() && shell.isVisible());
    }
}
