package org.underpass.ui;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Image;
import org.osgi.framework.FrameworkUtil;

/**
 * Our images: SVG files of one family, 16 pixels wide, drawn in tones that are readable on light and on dark. They are
 * rasterised when first painted, at the zoom of the screen.
 */
public final class Images {
    private static final String PREFIX = "org.underpass.ui/";

    private Images() {
    }

    /** By the name of its file without suffix, such as {@code host}. On the UI thread. */
    public static Image get(String name) {
        ImageRegistry registry = JFaceResources.getImageRegistry();
        Image image = registry.get(PREFIX + name);
        if (image == null) {
            registry.put(PREFIX + name, descriptor(name));
            image = registry.get(PREFIX + name);
        }
        return image;
    }

    public static ImageDescriptor descriptor(String name) {
        var url = FrameworkUtil.getBundle(Images.class).getEntry("icons/" + name + ".svg");
        return url == null ? ImageDescriptor.getMissingImageDescriptor() : ImageDescriptor.createFromURL(url);
    }
}
