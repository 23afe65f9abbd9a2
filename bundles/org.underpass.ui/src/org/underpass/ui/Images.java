package org.underpass.ui;

import java.util.Arrays;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.TreeItem;
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

    /**
     * Paints an image of a selected line in white over itself: its own tones are lost on the colour of selections. From a
     * label provider's {@code paint}, after the line was painted; for a tree.
     */
    public static void onSelection(Event paint, String name) {
        if ((paint.detail & SWT.SELECTED) == 0 || !(paint.item instanceof TreeItem item)) {
            return;
        }
        Rectangle room = item.getImageBounds(paint.index);
        Image image = white(name);
        if (room.width > 0) {
            Rectangle size = image.getBounds();
            paint.gc.drawImage(image, room.x + Math.max(0, (room.width - size.width) / 2),
                    room.y + Math.max(0, (room.height - size.height) / 2));
        }
    }

    /** The same in white, for what is painted on the colour of selections. On the UI thread. */
    public static Image white(String name) {
        ImageRegistry registry = JFaceResources.getImageRegistry();
        String key = PREFIX + name + "/white";
        if (registry.get(key) == null) {
            ImageDescriptor own = descriptor(name);
            registry.put(key, ImageDescriptor.createFromImageDataProvider(zoom -> {
                ImageData data = own.getImageData(zoom);
                if (data != null) {
                    int white = data.palette.getPixel(new RGB(255, 255, 255));
                    int[] line = new int[data.width];
                    Arrays.fill(line, white);
                    for (int y = 0; y < data.height; y++) {
                        data.setPixels(0, y, data.width, line, 0);
                    }
                }
                return data;
            }));
        }
        return registry.get(key);
    }

    public static ImageDescriptor descriptor(String name) {
        var url = FrameworkUtil.getBundle(Images.class).getEntry("icons/" + name + ".svg");
        return url == null ? ImageDescriptor.getMissingImageDescriptor() : ImageDescriptor.createFromURL(url);
    }
}
