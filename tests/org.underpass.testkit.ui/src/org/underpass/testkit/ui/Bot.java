package org.underpass.testkit.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IEditorReference;
import org.eclipse.ui.IPerspectiveDescriptor;
import org.eclipse.ui.IViewReference;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.WorkbenchException;

/** A person at the workbench; as a scope, all its shells, the active one first. */
public final class Bot extends Scope {
    private static final int SETTLE_ROUNDS = 10;

    @Override
    List<? extends Control> roots() {
        Shell active = Ui.display().getActiveShell();
        return List.of(Ui.display().getShells()).stream().filter(Shell::isVisible)
                .sorted((a, b) -> Boolean.compare(b == active, a == active)).toList();
    }

    /** The view with this title in the open perspective. */
    public BotView view(String title) {
        return Ui.await(() -> {
            for (IViewReference view : page().getViewReferences()) {
                if (view.getPartName().equals(title)) {
                    return Optional.of(new BotView(page(), view.getPart(true)));
                }
            }
            return Optional.empty();
        }, () -> "no view \"" + title + "\" in " + List.of(page().getViewReferences()).stream()
                .map(IViewReference::getPartName).toList());
    }

    /** The open editor with this title. */
    public BotView editorByTitle(String title) {
        return Ui.await(() -> {
            for (IEditorReference editor : page().getEditorReferences()) {
                if (editor.getPartName().equals(title)) {
                    return Optional.of(new BotView(page(), editor.getPart(true)));
                }
            }
            return Optional.empty();
        }, () -> "no editor \"" + title + "\" in " + List.of(page().getEditorReferences()).stream()
                .map(IEditorReference::getPartName).toList());
    }

    /** The visible shell with this title; as a scope, only what is in it. */
    public BotShell shell(String title) {
        return new BotShell(Ui.await(() -> List.of(Ui.display().getShells()).stream()
                .filter(s -> s.isVisible() && s.getText().equals(title)).findFirst(),
                () -> "no shell \"" + title + "\" in " + List.of(Ui.display().getShells()).stream()
                        .map(Shell::getText).toList()));
    }

    /** The label of the open perspective. */
    public String perspective() {
        return Ui.call(() -> page().getPerspective().getLabel());
    }

    /** Opens a perspective by its label. */
    public void openPerspective(String label) {
        Ui.run(() -> {
            for (IPerspectiveDescriptor one : PlatformUI.getWorkbench().getPerspectiveRegistry().getPerspectives()) {
                if (one.getLabel().equals(label)) {
                    try {
                        PlatformUI.getWorkbench().showPerspective(one.getId(), window());
                    } catch (WorkbenchException e) {
                        throw new AssertionError("the perspective " + label + " does not open", e);
                    }
                    return;
                }
            }
            throw new AssertionError("no perspective \"" + label + '"');
        });
    }

    /** Types these characters into whatever has the focus, as key strokes of the display. */
    public void type(String characters) {
        for (char character : characters.toCharArray()) {
            Ui.run(() -> {
                key(SWT.KeyDown, character);
                key(SWT.KeyUp, character);
            });
            settle();
        }
    }

    private static void key(int type, char character) {
        var event = new Event();
        event.type = type;
        event.character = character;
        if (!Ui.display().post(event)) {
            throw new AssertionError("the display takes no key stroke '" + character + '\'');
        }
    }

    /** Waits until this holds; asked on the UI thread. The words complete "waited in vain until". */
    public void waitUntil(String words, Callable<Boolean> condition) {
        Ui.await(() -> condition.call() ? Optional.of(true) : Optional.empty(),
                () -> "waited in vain until " + words);
    }

    /** Lets the toolkit work off what is pending, paints included. */
    public void settle() {
        for (int round = 0; round < SETTLE_ROUNDS; round++) {
            Ui.run(() -> { });
            Ui.pause();
        }
    }

    /** Saves what the workbench's window shows as {@code target/pictures/NAME.png}. */
    public Path screenshot(String name) {
        settle();
        return Ui.call(() -> Pictures.save(window().getShell(), name));
    }

    private static IWorkbenchWindow window() {
        IWorkbenchWindow active = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        return active != null ? active : PlatformUI.getWorkbench().getWorkbenchWindows()[0];
    }

    private static IWorkbenchPage page() {
        return window().getActivePage();
    }
}
