package org.underpass.ui.editor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
import org.eclipse.jface.text.DocumentEvent;
import org.eclipse.jface.text.IDocumentListener;
import org.eclipse.jface.text.source.AnnotationModel;
import org.eclipse.text.undo.DocumentUndoManagerRegistry;
import org.eclipse.text.undo.IDocumentUndoManager;
import org.underpass.profile.source.EditRefusedException;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.TextEdit;
import org.underpass.ui.Latest;
import org.underpass.ui.findings.Problems;
import org.underpass.ui.hosts.OpenHosts;

/**
 * A profile being edited: its text, its undo history, its file, and what the checker last said of it. Used on the UI
 * thread only; checking happens in a job.
 */
public final class ProfileModel implements OpenHosts.Listener {
    /** Hears of changes, on the UI thread. */
    public interface Listener {
        /** The text was checked; the outcome belongs to the newest text. */
        default void checked(Checked checked) {
        }

        /** Dirty or not, or the file changed under us, or a message came or went. */
        default void stateChanged() {
        }
    }

    /** How long a check waits for the next key. */
    private static final long TYPING_MILLIS = 150;

    private final Path file;
    private final Document document = new Document();
    private final AnnotationModel annotations = new AnnotationModel();
    private final IDocumentUndoManager undo;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Latest<Checked.Question, Checked> checker;
    private String saved = "";
    private boolean mark;
    private ProfileFile.Stamp stamp;
    private Optional<String> unreadable = Optional.empty();
    private Optional<String> notice = Optional.empty();
    private Optional<Checked> checked = Optional.empty();
    private Optional<String> pinnedHost = Optional.empty();
    private boolean dirty;

    ProfileModel(Path file) {
        this.file = file;
        load();
        DocumentUndoManagerRegistry.connect(document);
        undo = DocumentUndoManagerRegistry.getDocumentUndoManager(document);
        undo.setMaximalUndoLevel(500);
        undo.connect(this);
        annotations.connect(document);
        checker = new Latest<>("Checking " + file.getFileName(), TYPING_MILLIS, (q, monitor) -> Checked.of(q),
                this::arrived, failure -> tell("The check failed: " + failure));
        document.addDocumentListener(new IDocumentListener() {
            @Override
            public void documentAboutToBeChanged(DocumentEvent event) {
                // Only what came of it matters.
            }

            @Override
            public void documentChanged(DocumentEvent event) {
                updateDirty();
                check();
            }
        });
        OpenHosts.shared().add(this);
        tellReadOnly();
        check();
    }

    private void load() {
        try {
            ProfileFile.Content content = ProfileFile.read(file);
            saved = content.text();
            mark = content.mark();
            stamp = content.stamp();
            unreadable = Optional.empty();
        } catch (IOException failure) {
            saved = "";
            stamp = ProfileFile.Stamp.of(file);
            unreadable = Optional.of(failure.getMessage());
        }
        document.set(saved);
    }

    public Path file() {
        return file;
    }

    public Document document() {
        return document;
    }

    AnnotationModel annotations() {
        return annotations;
    }

    IDocumentUndoManager undo() {
        return undo;
    }

    /** Why the file cannot be read; then nothing can be edited or saved. */
    public Optional<String> unreadable() {
        return unreadable;
    }

    /** What the last check said; absent before the first is done. */
    public Optional<Checked> checked() {
        return checked;
    }

    /** Something about the file itself that the user should see. */
    public Optional<String> notice() {
        return notice;
    }

    public boolean dirty() {
        return dirty;
    }

    private void updateDirty() {
        boolean now = unreadable.isEmpty() && !document.get().equals(saved);
        if (now != dirty) {
            dirty = now;
            listeners.forEach(Listener::stateChanged);
        }
    }

    private void tell(String text) {
        if (!notice.equals(Optional.of(text))) {
            notice = Optional.of(text);
            listeners.forEach(Listener::stateChanged);
        }
    }

    private void untell() {
        if (notice.isPresent()) {
            notice = Optional.empty();
            listeners.forEach(Listener::stateChanged);
        }
    }

    /** Checks the text as it is now, soon. */
    void check() {
        if (unreadable.isEmpty()) {
            var machine = pinnedHost.flatMap(OpenHosts.shared()::find).flatMap(h -> h.machine())
                    .or(OpenHosts.shared()::current);
            checker.ask(new Checked.Question(file, document.get(), machine));
        }
    }

    private void arrived(Checked outcome) {
        checked = Optional.of(outcome);
        Problems.shared().put(file, outcome.problems());
        listeners.forEach(l -> l.checked(outcome));
    }

    @Override
    public void hostsChanged() {
        // A host that was closed cannot be checked against.
        pinnedHost = pinnedHost.filter(s -> OpenHosts.shared().find(s).isPresent());
        check();
    }

    /** Checks against this host whatever is current; empty: the current one. */
    void pin(Optional<String> spec) {
        pinnedHost = spec;
        check();
    }

    /** The host that was chosen for this profile, as it was opened; empty: whichever is current. */
    Optional<String> pinned() {
        return pinnedHost;
    }

    /** The text as a tree, as it is at this moment. */
    public ProfileSource source() {
        return checked.map(Checked::source).filter(s -> s.text().equals(document.get()))
                .orElseGet(() -> ProfileSource.parse(document.get(), file.getFileName().toString()));
    }

    /**
     * Brings about a change by the smallest edit of the text.
     *
     * @return why it was refused; empty when it was done
     */
    public Optional<String> apply(ProfileEdit edit) {
        try {
            TextEdit text = source().textEdit(edit);
            if (text.length() > 0 || !text.replacement().isEmpty()) {
                undo.commit();
                document.replace(text.offset(), text.length(), text.replacement());
                undo.commit();
            }
            untell();
            return Optional.empty();
        } catch (EditRefusedException | IllegalArgumentException refused) {
            tell("Not changed: " + refused.getMessage());
            return Optional.of(refused.getMessage());
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Writes the text to the file.
     *
     * @throws IOException with a sentence for people; the text stays as it is, and unsaved
     */
    void save() throws IOException {
        if (unreadable.isPresent()) {
            throw new IOException(unreadable.get());
        }
        try {
            stamp = ProfileFile.write(file, document.get(), mark);
        } catch (IOException failure) {
            tell("Not saved: " + failure.getMessage());
            throw failure;
        }
        saved = document.get();
        untell();
        updateDirty();
    }

    /** Tells the user where files that cannot be written are opened, before something is typed in vain. */
    private void tellReadOnly() {
        if (unreadable.isEmpty() && ProfileFile.readOnly(file)) {
            tell("Read-only: changes can be saved under another name (File, Save As)");
        }
    }

    /** Whether somebody else changed the file since we read or wrote it. */
    boolean changedOnDisk() {
        return !ProfileFile.Stamp.of(file).equals(stamp);
    }

    /** Looks at the file again: an unchanged text follows the file, a changed one is kept and the user is told. */
    void lookAtFile(ProfileFile.Stamp now) {
        if (now.equals(stamp)) {
            return;
        }
        if (!now.there()) {
            stamp = now;
            saved = "\0";
            updateDirty();
            tell("Deleted on disk; saving writes it again");
        } else if (dirty && unreadable.isEmpty()) {
            tell("Changed on disk by another program; your changes are kept");
        } else {
            reload();
        }
    }

    /** Takes over what is on disk; undo brings the former text back. */
    void reload() {
        String before = document.get();
        try {
            ProfileFile.Content content = ProfileFile.read(file);
            unreadable = Optional.empty();
            saved = content.text();
            mark = content.mark();
            stamp = content.stamp();
            if (!before.equals(saved)) {
                undo.commit();
                document.replace(0, document.getLength(), saved);
                undo.commit();
            }
            untell();
        } catch (IOException failure) {
            tell("No longer readable on disk: " + failure.getMessage() + "; what you see is kept");
            stamp = ProfileFile.Stamp.of(file);
        } catch (BadLocationException impossible) {
            throw new IllegalStateException(impossible);
        }
        updateDirty();
        check();
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    void dispose() {
        OpenHosts.shared().remove(this);
        checker.dispose();
        annotations.disconnect(document);
        undo.disconnect(this);
        DocumentUndoManagerRegistry.disconnect(document);
        Problems.shared().put(file, List.of());
    }
}
