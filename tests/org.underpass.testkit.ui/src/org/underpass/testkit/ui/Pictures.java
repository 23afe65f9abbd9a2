package org.underpass.testkit.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/** Pictures of what is on the screen, for people to look at. */
public final class Pictures {
    /** Where they go; the build sets it. */
    private static final Path FOLDER = Path.of(System.getProperty("underpass.pictures", "target/pictures"));

    private Pictures() { }

    /** Saves a control as {@code target/pictures/NAME.png}; on the UI thread. */
    public static Path of(Control control, String name) {
        try {
            return save(control, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Saves the screen, with menus and pop-ups that lie over the window; on the UI thread. */
    public static Path screen(String name) {
        Display display = Display.getCurrent();
        var image = new Image(display, display.getBounds());
        var gc = new GC(display);
        try {
            gc.copyArea(image, 0, 0);
            return write(image, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            gc.dispose();
            image.dispose();
        }
    }

    /** Saves a control as it is painted; on the UI thread. */
    static Path save(Control control, String name) throws IOException {
        control.update();
        Point size = control.getSize();
        Point place = control.toDisplay(0, 0);
        if (control instanceof Shell shell) {
            // A shell's own GC leaves out its menu bar, so the picture is taken of the screen, without the trim that a
            // window manager would draw.
            Point client = place;
            place = shell.getLocation();
            size = new Point(client.x - place.x + shell.getClientArea().width,
                    client.y - place.y + shell.getClientArea().height);
        }
        var image = new Image(control.getDisplay(), Math.max(1, size.x), Math.max(1, size.y));
        var gc = new GC(control.getDisplay());
        try {
            gc.copyArea(image, place.x, place.y);
            return write(image, name);
        } finally {
            gc.dispose();
            image.dispose();
        }
    }

    private static Path write(Image image, String name) throws IOException {
        var loader = new ImageLoader();
        loader.data = new ImageData[] {image.getImageData()};
        Path file = Files.createDirectories(FOLDER).resolve(name + ".png").toAbsolutePath();
        loader.save(file.toString(), SWT.IMAGE_PNG);
        return file;
    }
}
