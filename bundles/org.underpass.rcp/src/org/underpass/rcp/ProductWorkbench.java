package org.underpass.rcp;

import java.util.Set;
import org.eclipse.jface.preference.PreferenceManager;
import org.eclipse.swt.graphics.Point;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.underpass.ui.hosts.OpenHosts;

/** What the workbench is told by its product: perspective, window, preference pages, and what to open first. */
final class ProductWorkbench extends WorkbenchAdvisor {
    static final String PERSPECTIVE = "org.underpass.rcp.machines";

    /** Of the platform's preference pages, those that mean something here. */
    private static final Set<String> PAGES = Set.of("org.eclipse.ui.preferencePages.Views",
            "org.eclipse.ui.preferencePages.Keys", "org.eclipse.ui.preferencePages.ColorsAndFonts");

    private final StartArguments arguments;

    ProductWorkbench(StartArguments arguments) {
        this.arguments = arguments;
    }

    @Override
    public void initialize(IWorkbenchConfigurer configurer) {
        configurer.setSaveAndRestore(true);
    }

    @Override
    public String getInitialWindowPerspectiveId() {
        return PERSPECTIVE;
    }

    @Override
    public void postStartup() {
        keepPages(PlatformUI.getWorkbench().getPreferenceManager());
        arguments.open();
        if (OpenHosts.shared().all().isEmpty()) {
            OpenHosts.shared().restore();
        }
    }

    /** The platform's tree of preferences is cut down to a flat list of the pages that mean something here. */
    private static void keepPages(PreferenceManager manager) {
        var kept = manager.getElements(PreferenceManager.POST_ORDER).stream()
                .filter(n -> PAGES.contains(n.getId()) || n.getId().startsWith("org.underpass.")).toList();
        manager.removeAll();
        kept.forEach(node -> {
            for (var child : node.getSubNodes()) {
                node.remove(child.getId());
            }
            manager.addToRoot(node);
        });
    }

    @Override
    public boolean preShutdown() {
        OpenHosts.shared().save();
        return true;
    }

    @Override
    public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        return new WorkbenchWindowAdvisor(configurer) {
            @Override
            public void preWindowOpen() {
                configurer.setInitialSize(new Point(1440, 900));
                configurer.setShowMenuBar(true);
                configurer.setShowCoolBar(true);
                configurer.setShowStatusLine(true);
                configurer.setShowProgressIndicator(true);
                configurer.setShowPerspectiveBar(false);
                configurer.setTitle("Underpass");
            }

            @Override
            public void postWindowOpen() {
                OpenHosts.shared().add(() -> configurer.setTitle(OpenHosts.shared().current()
                        .map(m -> m.title() + " - Underpass").orElse("Underpass")));
            }
        };
    }
}
