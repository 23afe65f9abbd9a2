package org.underpass.rcp;

import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** Machines and what they can give away: the hosts at the left, room for editors beside them. */
public final class MachinesPerspective implements IPerspectiveFactory {
    private static final float HOSTS_WIDTH = 0.3f;

    @Override
    public void createInitialLayout(IPageLayout layout) {
        layout.addView("org.underpass.ui.hosts", IPageLayout.LEFT, HOSTS_WIDTH, layout.getEditorArea());
    }
}
