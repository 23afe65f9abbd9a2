package org.underpass.ui.editor;

import org.eclipse.jface.action.Action;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.operations.RedoActionHandler;
import org.eclipse.ui.operations.UndoActionHandler;
import org.eclipse.ui.part.EditorActionBarContributor;

/** Undo and redo of the active profile, one history for all its pages, and finding in its source. */
public final class EditorBars extends EditorActionBarContributor {
    private UndoActionHandler undo;
    private RedoActionHandler redo;

    @Override
    public void setActiveEditor(IEditorPart part) {
        forget();
        if (part instanceof ProfileEditor editor) {
            var context = editor.model().undo().getUndoContext();
            undo = new UndoActionHandler((IEditorSite) part.getSite(), context);
            redo = new RedoActionHandler((IEditorSite) part.getSite(), context);
            IActionBars bars = getActionBars();
            bars.setGlobalActionHandler(ActionFactory.UNDO.getId(), undo);
            bars.setGlobalActionHandler(ActionFactory.REDO.getId(), redo);
            var find = new Action("Find/Replace") {
                @Override
                public void run() {
                    editor.find();
                }
            };
            find.setActionDefinitionId(ActionFactory.FIND.getCommandId());
            bars.setGlobalActionHandler(ActionFactory.FIND.getId(), find);
            bars.updateActionBars();
        }
    }

    private void forget() {
        if (undo != null) {
            undo.dispose();
            redo.dispose();
            undo = null;
            redo = null;
        }
    }

    @Override
    public void dispose() {
        forget();
        super.dispose();
    }
}
