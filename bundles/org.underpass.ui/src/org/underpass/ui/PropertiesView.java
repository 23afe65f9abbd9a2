package org.underpass.ui;

import java.util.Optional;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.part.ViewPart;
import org.underpass.ui.hosts.OpenHosts;

/** Explains what is selected anywhere: a host, a card, a group, a table, a finding with its evidence. */
public final class PropertiesView extends ViewPart implements ISelectionListener, OpenHosts.Listener {
    public static final String ID = "org.underpass.ui.properties";

    private static final Description NOTHING = Description.of("Nothing is selected",
            "Select a host, a function, a group or a problem to read what is known of it, and from where.").build();

    private Paper paper;
    private Optional<String> host = Optional.empty();

    @Override
    public void createPartControl(Composite parent) {
        paper = new Paper(parent);
        paper.print(NOTHING);
        OpenHosts.shared().add(this);
        getSite().getPage().addPostSelectionListener(this);
        selectionChanged(this, getSite().getPage().getSelection());
    }

    @Override
    public void selectionChanged(IWorkbenchPart part, ISelection selection) {
        if (part != null && selection instanceof IStructuredSelection structured
                && structured.getFirstElement() instanceof Subject subject && !paper.control().isDisposed()) {
            host = subject.hostSpec();
            paper.print(subject.description());
        }
    }

    /** Of a host that was closed, nothing is left to be read. */
    @Override
    public void hostsChanged() {
        if (!paper.control().isDisposed() && host.filter(h -> OpenHosts.shared().find(h).isEmpty()).isPresent()) {
            host = Optional.empty();
            paper.print(NOTHING);
        }
    }

    @Override
    public void setFocus() {
        paper.control().setFocus();
    }

    @Override
    public void dispose() {
        OpenHosts.shared().remove(this);
        getSite().getPage().removePostSelectionListener(this);
        super.dispose();
    }
}
