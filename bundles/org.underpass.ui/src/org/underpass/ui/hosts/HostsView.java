package org.underpass.ui.hosts;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.part.ViewPart;

/** Lists the open hosts. The workbench cannot open one yet, and the view says so. */
public final class HostsView extends ViewPart {
    private Label message;

    @Override
    public void createPartControl(Composite parent) {
        var area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().applyTo(area);
        message = new Label(area, SWT.WRAP);
        message.setText("""
                No host is open.

                The workbench cannot open one yet. The command can look at one:
                underpass host show --host demo:workstation""");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(message);
    }

    @Override
    public void setFocus() {
        message.setFocus();
    }
}
