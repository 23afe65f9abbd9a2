package org.underpass.ui.editor;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.FindReplaceDocumentAdapter;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.source.SourceViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.text.undo.IDocumentUndoManager;

/** Finds and replaces words in a source; a line above the text, shown when asked for. */
final class FindBar {
    private final Composite bar;
    private final SourceViewer viewer;
    private final IDocument document;
    private final IDocumentUndoManager undo;
    private final Text find;
    private final Text replace;
    private final Button exact;
    private final Label said;

    FindBar(Composite parent, SourceViewer viewer, IDocument document, IDocumentUndoManager undo) {
        this.viewer = viewer;
        this.document = document;
        this.undo = undo;
        bar = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(8).margins(8, 4).spacing(6, 0).applyTo(bar);
        GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(bar);
        bar.setVisible(false);
        find = text("Find");
        find.addListener(SWT.Modify, e -> search(viewer.getSelectedRange().x, true));
        find.addListener(SWT.DefaultSelection, e -> next());
        button("Next", this::next);
        button("Previous", this::previous);
        exact = new Button(bar, SWT.CHECK);
        exact.setText("Match case");
        replace = text("Replace with");
        replace.addListener(SWT.DefaultSelection, e -> replace());
        button("Replace", this::replace);
        button("Replace All", this::replaceAll);
        said = new Label(bar, SWT.NONE);
        GridDataFactory.fillDefaults().hint(110, SWT.DEFAULT).align(SWT.FILL, SWT.CENTER).applyTo(said);
        for (Text one : new Text[] {find, replace}) {
            one.addListener(SWT.KeyDown, e -> {
                if (e.character == SWT.ESC) {
                    hide();
                }
            });
        }
    }

    private Text text(String message) {
        var text = new Text(bar, SWT.BORDER | SWT.SINGLE);
        text.setMessage(message);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(text);
        return text;
    }

    private void button(String title, Runnable work) {
        var button = new Button(bar, SWT.PUSH);
        button.setText(title);
        button.addListener(SWT.Selection, e -> work.run());
    }

    void moveAbove(Control control) {
        bar.moveAbove(control);
    }

    /** Shows it, with what is selected to be found. */
    void show() {
        visible(true);
        String selected = viewer.getTextWidget().getSelectionText();
        if (!selected.isEmpty() && !selected.contains("\n")) {
            find.setText(selected);
        }
        find.setFocus();
        find.selectAll();
    }

    private void hide() {
        visible(false);
        viewer.getTextWidget().setFocus();
    }

    private void visible(boolean wanted) {
        bar.setVisible(wanted);
        GridDataFactory.createFrom((org.eclipse.swt.layout.GridData) bar.getLayoutData()).exclude(!wanted).applyTo(bar);
        bar.getParent().layout(true, true);
    }

    private void next() {
        Point at = viewer.getSelectedRange();
        search(at.x + at.y, true);
    }

    private void previous() {
        search(viewer.getSelectedRange().x - 1, false);
    }

    /** Goes on at the other end when there is nothing more. */
    private void search(int from, boolean forward) {
        said.setText("");
        if (find.getText().isEmpty()) {
            return;
        }
        IRegion found = at(from, forward);
        if (found == null) {
            found = at(forward ? 0 : document.getLength() - 1, forward);
            said.setText(found == null ? "Not found" : forward ? "From the top" : "From the end");
        }
        if (found != null) {
            viewer.setSelectedRange(found.getOffset(), found.getLength());
            viewer.revealRange(found.getOffset(), found.getLength());
        }
    }

    private IRegion at(int from, boolean forward) {
        if (from < 0 || from > document.getLength()) {
            return null;
        }
        try {
            return new FindReplaceDocumentAdapter(document).find(from, find.getText(), forward, exact.getSelection(),
                    false, false);
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void replace() {
        Point at = viewer.getSelectedRange();
        IRegion here = at(at.x, true);
        if (viewer.isEditable() && here != null && here.getOffset() == at.x && here.getLength() == at.y) {
            put(here);
            viewer.setSelectedRange(at.x + replace.getText().length(), 0);
        }
        next();
    }

    private void replaceAll() {
        if (!viewer.isEditable() || find.getText().isEmpty()) {
            return;
        }
        int count = 0;
        undo.beginCompoundChange();
        try {
            for (IRegion one = at(0, true); one != null; one = at(one.getOffset() + replace.getText().length(), true)) {
                put(one);
                count++;
            }
        } finally {
            undo.endCompoundChange();
        }
        said.setText(count + " replaced");
    }

    private void put(IRegion where) {
        try {
            document.replace(where.getOffset(), where.getLength(), replace.getText());
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
