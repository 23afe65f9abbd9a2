package org.underpass.ui.tests;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.eclipse.jface.window.Window;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.underpass.testkit.ui.Bot;
import org.underpass.testkit.ui.Pictures;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.hosts.Machine;
import org.underpass.ui.hosts.OpenHost;
import org.underpass.ui.hosts.OpenHosts;

/** Brings the workbench into the state from which a test begins, by the calls that menus make. */
final class Desk {
    private Desk() {
    }

    /** No editor, no host. */
    static void clear(Bot bot) {
        ui(() -> {
            PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage().closeAllEditors(false);
            OpenHosts.shared().all().forEach(h -> OpenHosts.shared().close(h.spec()));
        });
        bot.settle();
    }

    /** Opens a host and waits until it is read. */
    static Machine open(Bot bot, String spec) {
        ui(() -> OpenHosts.shared().open(spec));
        bot.waitUntil(spec + " is open", () -> OpenHosts.shared().find(spec).filter(h -> !h.opening()).isPresent());
        return OpenHosts.shared().find(spec).flatMap(OpenHost::machine).orElse(null);
    }

    /** Opens a profile and waits until it was checked. */
    static ProfileEditor edit(Bot bot, Path file) {
        ProfileEditor[] editor = new ProfileEditor[1];
        ui(() -> editor[0] = ProfileEditor.open(file).orElseThrow());
        return editor[0];
    }

    /** Waits until the newest text was checked. */
    static Checked checked(Bot bot, ProfileEditor editor) {
        bot.waitUntil("the profile is checked", () -> editor.model().checked()
                .filter(c -> c.source().text().equals(editor.model().document().get())).isPresent());
        bot.settle();
        return editor.model().checked().orElseThrow();
    }

    /** Shows a view that may not be open. */
    static void show(String id) {
        ui(() -> {
            try {
                PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage().showView(id);
            } catch (PartInitException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    /** Gives a part the whole window, or takes it back. */
    static void maximise(IWorkbenchPart part) {
        ui(() -> part.getSite().getPage().toggleZoom(part.getSite().getPage().getReference(part)));
    }

    /** A picture of a dialog. */
    static void picture(Window[] dialog, String name) {
        new Bot().settle();
        ui(() -> Pictures.of(dialog[0].getShell(), name));
    }

    /** A picture of everything on the screen, pop-ups included. */
    static void screen(String name) {
        new Bot().settle();
        ui(() -> Pictures.screen(name));
    }

    /** Asks on the UI thread. */
    static <T> T call(Supplier<T> question) {
        return PlatformUI.getWorkbench().getDisplay().syncCall(question::get);
    }

    static void ui(Runnable work) {
        PlatformUI.getWorkbench().getDisplay().syncExec(work);
    }
}
