package org.underpass.ui.help;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;

/** Turns the dark appearance on or off; the theme engine remembers it for the next start. */
public final class AppearanceHandler extends AbstractHandler {
    private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";
    private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        boolean was = HandlerUtil.toggleCommandState(event.getCommand());
        set(HandlerUtil.getActiveWorkbenchWindowChecked(event), !was);
        return null;
    }

    /** Turns it on or off. */
    public static void set(IWorkbenchWindow window, boolean dark) {
        IThemeEngine engine = window.getService(IThemeEngine.class);
        if (engine != null) {
            engine.setTheme(dark ? DARK : LIGHT, true);
            // Views that lie behind others are styled when the theme changes only if they are asked to.
            for (Shell shell : window.getShell().getDisplay().getShells()) {
                engine.applyStyles(shell, true);
                shell.redraw();
            }
        }
    }
}
