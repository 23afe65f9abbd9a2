package org.underpass.rcp;

import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** Machines and what they can give away: hosts at the left, profiles in the middle, what is wrong with them below. */
public final class MachinesPerspective implements IPerspectiveFactory {
    private static final float HOSTS_WIDTH = 0.36f;
    private static final float PROPERTIES_FROM = 0.58f;
    private static final float PROBLEMS_FROM = 0.72f;

    @Override
    public void createInitialLayout(IPageLayout layout) {
        String editors = layout.getEditorArea();
        layout.addView("org.underpass.ui.hosts", IPageLayout.LEFT, HOSTS_WIDTH, editors);
        layout.addView("org.underpass.ui.properties", IPageLayout.BOTTOM, PROPERTIES_FROM, "org.underpass.ui.hosts");
        IFolderLayout below = layout.createFolder("below", IPageLayout.BOTTOM, PROBLEMS_FROM, editors);
        below.addView("org.underpass.ui.problems");
        below.addView("org.underpass.ui.iommu");
        below.addPlaceholder("org.underpass.ui.plugins");
        layout.getViewLayout("org.underpass.ui.hosts").setCloseable(false);
        layout.addShowViewShortcut("org.underpass.ui.hosts");
    }
}
