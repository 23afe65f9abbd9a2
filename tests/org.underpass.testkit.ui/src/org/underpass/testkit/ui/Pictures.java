package org.underpass.testkit.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** Pictures of what is on the screen, for people to look at. */
final class Pictures {
    /** Where they go; the build sets it. */
    private static final Path FOLDER = Path.of(System.getProperty("underpass.pictures", "target/pictures"));

    private Pictures() { }

    /** Saves a control as it is painted; on the UI thread. */
    static Path save(Control control, String name) throws IOException {
        control.update();
        Point size = control.getSize();
        // A shell's own GC leaves out its menu bar, so the picture is taken of the screen, where the shell is.
        Point place = control instanceof Shell ? control.getLocation() : control.toDisplay(0, 0);
        var image = new Image(control.getDisplay(), Math.max(1, size.x), Math.max(1, size.y));
        var gc = new GC(control.getDisplay());
        try {
            gc.copyArea(image, place.x, place.y);
            var loader = new ImageLoader();
            loader.data = new ImageData[] {image.getImageData()};
            Path file = Files.createDirectories(FOLDER).resolve(name + ".png").toAbsolutePath();
            loader.save(file.toString(), SWT.IMAGE_PNG);
            return file;
        } finally {
            gc.dispose();
            image.dispose();
        }
    }
}
