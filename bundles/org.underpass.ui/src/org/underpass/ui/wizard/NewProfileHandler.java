package org.underpass.ui.wizard;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;

/** Opens the wizard. */
public final class NewProfileHandler extends AbstractHandler {
    @Override
    public Object execute(ExecutionEvent event) {
        var wizard = new ProfileWizard();
        wizard.init(PlatformUI.getWorkbench(), HandlerUtil.getCurrentSelection(event) instanceof IStructuredSelection s
                ? s : StructuredSelection.EMPTY);
        var dialog = new WizardDialog(HandlerUtil.getActiveShell(event), wizard);
        dialog.setPageSize(640, 380);
        dialog.open();
        return null;
    }
}
