package org.underpass.ui;

import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.part.ViewPart;

/** Explains what is selected anywhere: a host, a card, a group, a table, a finding with its evidence. */
public final class PropertiesView extends ViewPart implements ISelectionListener {
    public static final String ID = "org.underpass.ui.properties";

    private Paper paper;

    @Override
    public void createPartControl(Composite parent) {
        paper = new Paper(parent);
        paper.print(Description.of("Nothing is selected",
                "Select a host, a function, a group or a problem to read what is known of it, and from where.").build());
        getSite().getPage().addPostSelectionListener(this);
        selectionChanged(this, getSite().getPage().getSelection());
    }

    @Override
    public void selectionChanged(IWorkbenchPart part, ISelection selection) {
        if (part != null && selection instanceof IStructuredSelection structured
                && structured.getFirstElement() instanceof Subject subject && !paper.control().isDisposed()) {
            paper.print(subject.description());
        }
    }

    @Override
    public void setFocus() {
        paper.control().setFocus();
    }

    @Override
    public void dispose() {
        getSite().getPage().removePostSelectionListener(this);
        super.dispose();
    }
}
