package org.underpass.ui.help;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;

/** Turns the dark appearance on or off; the theme engine remembers it for the next start. */
public final class AppearanceHandler extends AbstractHandler {
    private static final String LIGHT = "org.eclipse.e4.ui.css.theme.e4_default";
    private static final String DARK = "org.eclipse.e4.ui.css.theme.e4_dark";

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
        boolean dark = isDark(window);
        // GTK keeps its dark variant until the process ends, so the way back to light is a restart.
        if (dark && !MessageDialog.openQuestion(window.getShell(), "Light appearance",
                "Underpass has to restart to become light. Restart now? Unsaved profiles can be saved first.")) {
            return null;
        }
        set(window, !dark);
        if (dark) {
            window.getWorkbench().restart();
        }
        return null;
    }

    private static boolean isDark(IWorkbenchWindow window) {
        IThemeEngine engine = window.getService(IThemeEngine.class);
        return engine != null && engine.getActiveTheme() != null && DARK.equals(engine.getActiveTheme().getId());
    }

    /** Turns it on or off. */
    public static void set(IWorkbenchWindow window, boolean dark) {
        IThemeEngine engine = window.getService(IThemeEngine.class);
        if (engine != null) {
            engine.setTheme(dark ? DARK : LIGHT, true);
        }
    }
}
