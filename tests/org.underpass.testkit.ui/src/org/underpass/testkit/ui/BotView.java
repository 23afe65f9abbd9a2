package org.underpass.testkit.ui;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.IWorkbenchPartSite;

/** A view or an editor; as a scope, what is in it. */
public final class BotView extends Scope {
    private final IWorkbenchPage page;
    private final IWorkbenchPart part;

    BotView(IWorkbenchPage page, IWorkbenchPart part) {
        this.page = page;
        this.part = part;
    }

    @Override
    List<? extends Control> roots() {
        return List.of(control());
    }

    /** The part's own composite, as its site keeps it. */
    private Control control() {
        IWorkbenchPartSite site = part.getSite();
        Object widget = site.getService(MPart.class).getWidget();
        return (Composite) widget;
    }

    /** Brings it to the front and gives it the focus. */
    public BotView show() {
        Ui.run(() -> page.activate(part));
        return this;
    }

    /** Whether it has unsaved changes. */
    public boolean dirty() {
        return Ui.call(() -> part instanceof org.eclipse.ui.ISaveablePart saveable && saveable.isDirty());
    }

    /** Saves only this part of the window as {@code target/pictures/NAME.png}. */
    public Path screenshot(String name) {
        new Bot().settle();
        return Ui.call(() -> Pictures.save(control(), name));
    }

    /** The part itself, for what the bot has no word for. */
    public IWorkbenchPart part() {
        return part;
    }
}
