package org.underpass.ui.editor;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Commands of the editor of profiles; which of them, says the command's id. */
public final class EditorHandlers extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        String id = event.getCommand().getId();
        var window = HandlerUtil.getActiveWorkbenchWindow(event);
        ProfileEditor.active(window == null ? null : window.getActivePage()).ifPresent(editor -> {
            switch (id.substring(id.lastIndexOf('.') + 1)) {
                case "complete" -> editor.complete();
                case "quickFix" -> editor.quickFix();
                case "build" -> editor.showBuild();
                case "source" -> editor.showSource();
                default -> throw new IllegalStateException(id);
            }
        });
        return null;
    }
}
