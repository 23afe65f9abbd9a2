package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.forms.IManagedForm;
import org.eclipse.ui.forms.IMessageManager;
import org.eclipse.ui.forms.editor.FormPage;
import org.eclipse.ui.forms.widgets.ExpandableComposite;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.eclipse.ui.forms.widgets.ScrolledForm;
import org.eclipse.ui.forms.widgets.Section;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.spi.Severity;
import org.underpass.ui.Images;
import org.underpass.ui.findings.Problem;

/**
 * A form page over a {@link ProfileModel}. It shows what the newest check said: values in {@link ScalarField}s, problems
 * at the control that is about them or, where there is none, at the head of the form. Messages are keyed, so that
 * checking again moves nothing that has not changed.
 */
public abstract class ProfilePage extends FormPage implements ProfileModel.Listener {
    private final ProfileEditor editor;
    private final List<ScalarField> fields = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private final String image;

    protected ProfilePage(ProfileEditor editor, String id, String title, String image) {
        super(editor, id, title);
        this.editor = editor;
        this.image = image;
    }

    protected final ProfileEditor editor() {
        return editor;
    }

    protected final ProfileModel model() {
        return editor.model();
    }

    @Override
    protected final void createFormContent(IManagedForm form) {
        ScrolledForm scrolled = form.getForm();
        scrolled.setText(getTitle());
        form.getToolkit().decorateFormHeading(scrolled.getForm());
        form.getMessageManager().setDecorationPosition(SWT.LEFT | SWT.TOP);
        form.getMessageManager().setAutoUpdate(true);
        createContent(form, scrolled.getBody(), form.getToolkit());
        model().add(this);
        // A heading that was never laid out keeps no message.
        scrolled.getDisplay().asyncExec(this::stateChanged);
        model().checked().ifPresent(this::checked);
    }

    /** The image of the page's heading. */
    protected final Image headingImage() {
        return Images.get(image);
    }

    /** Fills the page. */
    protected abstract void createContent(IManagedForm form, Composite body, FormToolkit toolkit);

    /** Shows a newer check; fields and messages are done already. */
    protected void show(Checked checked) {
    }

    /** A section with a client of some columns. */
    protected static Composite section(FormToolkit toolkit, Composite parent, String title, String words, int columns) {
        Section section = toolkit.createSection(parent, ExpandableComposite.TITLE_BAR
                | (words.isEmpty() ? 0 : Section.DESCRIPTION));
        section.setText(title);
        if (!words.isEmpty()) {
            section.setDescription(words);
        }
        Composite client = toolkit.createComposite(section);
        GridLayoutFactory.fillDefaults().numColumns(columns).margins(8, 4).spacing(14, 6).applyTo(client);
        section.setClient(client);
        // The hint lets columns be equally wide, whatever their longest line.
        GridDataFactory.fillDefaults().grab(true, false).hint(240, SWT.DEFAULT).applyTo(section);
        return client;
    }

    /** Adds a field for the value at a path. */
    protected final ScalarField field(Composite parent, FormToolkit toolkit, String path, String label) {
        var field = ScalarField.create(parent, toolkit, model(), path, label);
        fields.add(field);
        return field;
    }

    @Override
    public final void checked(Checked checked) {
        if (getManagedForm() == null || getManagedForm().getForm().isDisposed()) {
            return;
        }
        fields.forEach(f -> f.show(checked));
        messages(checked);
        show(checked);
    }

    @Override
    public void stateChanged() {
        if (model() == null || getManagedForm() == null || getManagedForm().getForm().isDisposed()) {
            return;
        }
        keyed("file", model().unreadable().map(u -> "Not a profile: " + u).or(model()::notice), IMessageProvider.ERROR);
        if (model().unreadable().isPresent()) {
            fields.forEach(ScalarField::disable);
        }
    }

    private void keyed(String key, Optional<String> text, int type) {
        IMessageManager manager = getManagedForm().getMessageManager();
        text.ifPresentOrElse(t -> manager.addMessage(key, t, null, type), () -> manager.removeMessage(key));
    }

    private void messages(Checked checked) {
        IMessageManager manager = getManagedForm().getMessageManager();
        manager.setAutoUpdate(false);
        Set<String> now = new HashSet<>();
        for (Problem problem : checked.problems()) {
            int type = type(problem.severity());
            Optional<ScalarField> field = fields.stream().filter(f -> f.covers(problem.path())).findFirst();
            if (field.isPresent()) {
                now.add(problem.key());
                manager.addMessage(problem.key(), problem.message(), problem, type, field.get().control());
            }
        }
        if (!checked.editable()) {
            now.add("broken");
            manager.addMessage("broken", broken(checked), null, IMessageProvider.ERROR);
        }
        shown.stream().filter(k -> !now.contains(k)).toList().forEach(key -> {
            manager.removeMessage(key);
            fields.forEach(f -> manager.removeMessage(key, f.control()));
        });
        shown.clear();
        shown.addAll(now);
        manager.setAutoUpdate(true);
    }

    private static String broken(Checked checked) {
        return checked.source().problems().stream().findFirst().map((ProfileProblem p) -> "The source is broken at line "
                + p.line() + "; the form is read-only until it is mended")
                .orElse("The source is broken");
    }

    private static int type(Severity severity) {
        return switch (severity) {
            case ERROR -> IMessageProvider.ERROR;
            case WARNING -> IMessageProvider.WARNING;
            case INFO -> IMessageProvider.INFORMATION;
        };
    }

    @Override
    public void dispose() {
        if (model() != null) {
            model().remove(this);
        }
        super.dispose();
    }
}
