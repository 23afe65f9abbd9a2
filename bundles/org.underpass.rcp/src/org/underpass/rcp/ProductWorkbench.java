package org.underpass.rcp;

import java.net.URL;
import java.util.Map;
import org.eclipse.core.runtime.FileLocator;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.Platform;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.graphics.Point;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.osgi.framework.Bundle;

/** What the workbench is told by its product: first perspective, window, and the images of the Problems view. */
final class ProductWorkbench extends WorkbenchAdvisor {
    static final String PERSPECTIVE = "org.underpass.rcp.machines";

    /**
     * Images that the views of {@code org.eclipse.ui.ide} ask the workbench for, and that only Eclipse's own IDE
     * declares; without them the Problems view shows red squares.
     */
    private static final Map<String, String> IMAGES = Map.of(
            "IMG_OBJS_ERROR_PATH", "obj16/error_tsk.png",
            "IMG_OBJS_WARNING_PATH", "obj16/warn_tsk.png",
            "IMG_OBJS_INFO_PATH", "obj16/info_tsk.png",
            "IMG_ELCL_QUICK_FIX_ENABLED", "elcl16/smartmode_co.png",
            "IMG_DLCL_QUICK_FIX_DISABLED", "dlcl16/smartmode_co.png",
            "IMG_LCL_FLAT_LAYOUT", "elcl16/flatLayout.png",
            "IMG_LCL_HIERARCHICAL_LAYOUT", "elcl16/hierarchicalLayout.png");

    @Override
    public void initialize(IWorkbenchConfigurer configurer) {
        configurer.setSaveAndRestore(true);
        Bundle ide = Platform.getBundle("org.eclipse.ui.ide");
        IMAGES.forEach((name, path) -> {
            URL url = FileLocator.find(ide, IPath.fromPortableString("icons/full/" + path), null);
            configurer.declareImage(name, ImageDescriptor.createFromURL(url), true);
        });
    }

    @Override
    public String getInitialWindowPerspectiveId() {
        return PERSPECTIVE;
    }

    @Override
    public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        return new WorkbenchWindowAdvisor(configurer) {
            @Override
            public void preWindowOpen() {
                configurer.setInitialSize(new Point(1280, 800));
                configurer.setShowCoolBar(true);
                configurer.setShowStatusLine(true);
                configurer.setShowProgressIndicator(true);
                configurer.setTitle("Underpass");
            }
        };
    }
}
