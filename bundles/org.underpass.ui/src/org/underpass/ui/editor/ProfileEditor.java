package org.underpass.ui.editor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.text.Region;
import org.eclipse.jface.text.contentassist.ICompletionProposal;
import org.eclipse.jface.viewers.ISelectionProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IEditorReference;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.forms.editor.FormEditor;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.Span;
import org.underpass.ui.build.BuildPage;
import org.underpass.ui.hosts.Recent;

/** The editor of profiles: form pages and a source page over one {@link ProfileModel}. */
public final class ProfileEditor extends FormEditor implements ProfileModel.Listener {
    public static final String ID = "org.underpass.ui.editor.profile";
    private static final long WATCH_MILLIS = 1500;

    private final SelectionRelay selection = new SelectionRelay();
    private ProfileModel model;
    private SourcePage source;
    private int sourceIndex;
    private Job watch;
    private boolean firstCheck = true;

    /** Opens a profile, or shows the editor that has it. On the UI thread. */
    public static Optional<ProfileEditor> open(Path file) {
        try {
            IEditorPart part = page().openEditor(new ProfileInput(file), ID);
            return part instanceof ProfileEditor editor ? Optional.of(editor) : Optional.empty();
        } catch (PartInitException failure) {
            throw new IllegalStateException("the editor of profiles is not registered", failure);
        }
    }

    /** Shows a place of a profile in its source. */
    public static void reveal(Path file, Optional<Span> span) {
        open(file).ifPresent(editor -> {
            span.ifPresent(s -> {
                editor.setActivePage(editor.sourceIndex);
                editor.source.select(s.offset(), s.length());
            });
        });
    }

    /** Changes a profile by a quick fix, opening it where it is not open. */
    public static void apply(Path file, ProfileEdit edit) {
        open(file).ifPresent(editor -> editor.model.apply(edit));
    }

    private static IWorkbenchPage page() {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        return (window != null ? window : PlatformUI.getWorkbench().getWorkbenchWindows()[0]).getActivePage();
    }

    /** The active editor of a page, when it is one of profiles. */
    public static Optional<ProfileEditor> active(IWorkbenchPage page) {
        return page != null && page.getActiveEditor() instanceof ProfileEditor editor ? Optional.of(editor)
                : Optional.empty();
    }

    @Override
    public void init(IEditorSite site, IEditorInput input) throws PartInitException {
        Path file = switch (input) {
            case ProfileInput profile -> profile.file();
            case org.eclipse.ui.IPathEditorInput path -> path.getPath().toPath();
            default -> throw new PartInitException("a profile is a file, not " + input);
        };
        super.init(site, input);
        Recent.remember(file.toAbsolutePath().toString());
        setPartName(file.getFileName().toString());
        model = new ProfileModel(file);
        model.add(this);
        site.setSelectionProvider(selection);
        watch = Job.createSystem("Watching " + file, monitor -> {
            ProfileFile.Stamp now = ProfileFile.Stamp.of(file);
            var display = PlatformUI.getWorkbench().getDisplay();
            if (!display.isDisposed()) {
                display.asyncExec(() -> {
                    if (model != null) {
                        model.lookAtFile(now);
                        watch.schedule(WATCH_MILLIS);
                    }
                });
            }
            return Status.OK_STATUS;
        });
        watch.schedule(WATCH_MILLIS);
    }

    @Override
    protected void addPages() {
        try {
            if (!model.file().toString().endsWith(ProfileLanguage.DEVICE_SUFFIX)) {
                addPage(new OverviewPage(this));
                addPage(new DevicesPage(this));
                addPage(new DisplayPage(this));
            }
            addPage(new BuildPage(this));
            source = new SourcePage((Composite) getContainer(), model, selection);
            sourceIndex = addPage(source.control());
            setPageText(sourceIndex, "Source");
            if (model.unreadable().isPresent()) {
                setActivePage(sourceIndex);
            }
        } catch (PartInitException failure) {
            throw new IllegalStateException("a page of the editor", failure);
        }
        if (getContainer() instanceof CTabFolder tabs) {
            tabs.setTabHeight(SWT.DEFAULT);
        }
    }

    public ProfileModel model() {
        return model;
    }

    /** Where pages put what is selected in them. */
    SelectionRelay selection() {
        return selection;
    }

    SourcePage source() {
        return source;
    }

    /** Turns to the source. */
    void showSource() {
        setActivePage(sourceIndex);
        source.control().setFocus();
    }

    /** Turns to the source, to find and replace there. */
    public void find() {
        setActivePage(sourceIndex);
        source.find();
    }

    /** Turns to the build page. */
    public void showBuild() {
        setActivePage(BuildPage.ID);
    }

    /** Completes at the cursor of the source page. */
    public void complete() {
        if (getActivePage() == sourceIndex) {
            source.complete();
        }
    }

    /** What completion offers at a place of the source. */
    public List<ICompletionProposal> proposals(int offset) {
        return List.of(new Completion(model).computeCompletionProposals(null, offset));
    }

    /** What is explained of a place of the source, as HTML; empty when nothing is known of it. */
    public String hover(int offset) {
        String words = new Hover(model).getHoverInfo(null, new Region(offset, 0));
        return words == null ? "" : words;
    }

    /** Offers the quick fixes at the cursor of the source page. */
    public void quickFix() {
        if (getActivePage() == sourceIndex) {
            source.quickFix();
        }
    }

    @Override
    public void checked(Checked checked) {
        // A profile that cannot be read opens on the place where it is broken.
        if (firstCheck && !checked.editable() && getContainer() != null && source != null) {
            setActivePage(sourceIndex);
        }
        firstCheck = false;
    }

    @Override
    public void stateChanged() {
        firePropertyChange(PROP_DIRTY);
    }

    @Override
    public boolean isDirty() {
        return model != null && model.dirty();
    }

    @Override
    public void doSave(IProgressMonitor monitor) {
        if (model.changedOnDisk() && java.nio.file.Files.exists(model.file())
                && !MessageDialog.openQuestion(getSite().getShell(), "Changed on disk", model.file().getFileName()
                        + " was changed by another program since it was opened. Overwrite that with what you see?")) {
            monitor.setCanceled(true);
            return;
        }
        try {
            model.save();
        } catch (IOException failure) {
            // The page shows why; the text stays unsaved.
            monitor.setCanceled(true);
        }
    }

    @Override
    public void doSaveAs() {
        var dialog = new FileDialog(getSite().getShell(), SWT.SAVE);
        dialog.setText("Save the profile as");
        dialog.setFilterPath(model.file().getParent().toString());
        dialog.setFileName(model.file().getFileName().toString());
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null) {
            try {
                ProfileFile.write(Path.of(chosen), model.document().get(), false);
                open(Path.of(chosen));
            } catch (IOException failure) {
                MessageDialog.openError(getSite().getShell(), "Not saved", chosen + ": " + failure.getMessage());
            }
        }
    }

    @Override
    public boolean isSaveAsAllowed() {
        return model.unreadable().isEmpty();
    }

    @Override
    public <T> T getAdapter(Class<T> adapter) {
        if (adapter == ISelectionProvider.class) {
            return adapter.cast(selection);
        }
        return super.getAdapter(adapter);
    }

    @Override
    public void dispose() {
        watch.cancel();
        model.remove(this);
        model.dispose();
        model = null;
        super.dispose();
    }

    /** Closes the editor of a file, without asking, as when a test is done with it. */
    public static void close(Path file) {
        for (IEditorReference reference : page().getEditorReferences()) {
            if (reference.getEditor(false) instanceof ProfileEditor editor && editor.model.file().equals(file)) {
                page().closeEditor(editor, false);
            }
        }
    }
}
