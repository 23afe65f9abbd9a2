package org.underpass.ui.editor;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.language.Type;
import org.underpass.profile.language.Word;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.SourceNode;

/**
 * One value of a profile in a form: a text, a choice or a tick, as the profile language says. It shows the text of the
 * value as it stands in the source, right or wrong, and writes by the smallest edit of the source.
 */
public final class ScalarField {
    /** How long a text rests before it is written to the source. */
    private static final int REST_MILLIS = 400;
    private static final String DEFAULT = "(default)";

    private final ProfileModel model;
    private final String path;
    private final Type type;
    private final Control control;
    private final Label label;
    private String shown = "";
    private boolean showing;
    private boolean pending;
    private int ticket;

    private ScalarField(ProfileModel model, Type.Key key, String path, Composite parent, FormToolkit toolkit,
            String title) {
        this.model = model;
        this.path = path;
        this.type = key.type();
        this.label = toolkit.createLabel(parent, type instanceof Type.Flag ? "" : title);
        label.setToolTipText(key.meaning());
        control = switch (type) {
            case Type.Choice choice -> combo(parent, choice);
            case Type.Flag flag -> tick(parent, toolkit, title);
            default -> text(parent, toolkit);
        };
        control.setToolTipText(key.meaning());
        control.setData("org.underpass.path", path);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).indent(6, 0)
                .hint(160, SWT.DEFAULT).applyTo(control);
    }

    /**
     * Makes label and control, two cells of a grid.
     *
     * @throws IllegalArgumentException when the language has no such key
     */
    static ScalarField create(Composite parent, FormToolkit toolkit, ProfileModel model, String path, String title) {
        return new ScalarField(model, key(path), path, parent, toolkit, title);
    }

    private static Type.Key key(String path) {
        Type.Keys keys = ProfileLanguage.vm();
        Type.Key found = null;
        for (String step : path.split("\\.")) {
            found = keys.key(step).orElseThrow(() -> new IllegalArgumentException("no key " + path));
            if (found.type() instanceof Type.Keys inner) {
                keys = inner;
            }
        }
        return found;
    }

    private Control text(Composite parent, FormToolkit toolkit) {
        Text text = toolkit.createText(parent, "", SWT.SINGLE | SWT.BORDER);
        text.addModifyListener(e -> {
            if (!showing) {
                pending = true;
                int mine = ++ticket;
                text.getDisplay().timerExec(REST_MILLIS, () -> {
                    if (mine == ticket && !text.isDisposed()) {
                        commit();
                    }
                });
            }
        });
        text.addListener(SWT.FocusOut, e -> commit());
        text.addListener(SWT.DefaultSelection, e -> commit());
        return text;
    }

    private Control combo(Composite parent, Type.Choice choice) {
        var combo = new Combo(parent, SWT.READ_ONLY | SWT.DROP_DOWN);
        combo.add(DEFAULT);
        choice.words().forEach(w -> combo.add(w.word()));
        combo.select(0);
        combo.addListener(SWT.Selection, e -> {
            if (!showing) {
                pending = true;
                commit();
            }
            explain(combo, choice.words());
        });
        return combo;
    }

    private static void explain(Combo combo, List<? extends Word> words) {
        words.stream().filter(w -> w.word().equals(combo.getText())).findFirst()
                .ifPresent(w -> combo.setToolTipText(w.meaning()));
    }

    private Control tick(Composite parent, FormToolkit toolkit, String title) {
        Button button = toolkit.createButton(parent, title, SWT.CHECK);
        button.addListener(SWT.Selection, e -> {
            pending = true;
            commit();
        });
        return button;
    }

    private void commit() {
        if (!pending) {
            return;
        }
        pending = false;
        ticket++;
        String now = value();
        if (now.equals(shown)) {
            return;
        }
        ProfileEdit edit = now.isEmpty() ? new ProfileEdit.Remove(path) : new ProfileEdit.Set(path, typed(now));
        if (model.apply(edit).isEmpty()) {
            shown = now;
        } else {
            put(shown);
        }
    }

    private String value() {
        return switch (control) {
            case Text text -> text.getText().strip();
            case Combo combo -> combo.getSelectionIndex() <= 0 ? "" : combo.getText();
            case Button button -> Boolean.toString(button.getSelection());
            default -> "";
        };
    }

    /** A number stays a number and a tick a boolean in the source; everything else is text. */
    private Object typed(String text) {
        if (type instanceof Type.Flag) {
            return Boolean.valueOf(text);
        }
        if (type instanceof Type.Whole && text.matches("[0-9]{1,9}")) {
            return Integer.valueOf(text);
        }
        return text;
    }

    /** Shows what the source says now; what somebody is typing stays. */
    void show(Checked checked) {
        boolean editable = checked.editable();
        if (control.getEnabled() != editable) {
            control.setEnabled(editable);
        }
        if (pending || !editable) {
            return;
        }
        Optional<SourceNode> node = checked.source().node(path);
        String now = node.filter(SourceNode.Scalar.class::isInstance).map(SourceNode.Scalar.class::cast)
                .filter(s -> !s.isNull()).map(SourceNode.Scalar::text).orElse("");
        if (!now.equals(shown)) {
            shown = now;
            put(now);
        }
    }

    /** Nothing can be written: the file is no profile. */
    void disable() {
        control.setEnabled(false);
    }

    private void put(String text) {
        showing = true;
        try {
            switch (control) {
                case Text field -> {
                    if (!field.getText().equals(text)) {
                        field.setText(text);
                    }
                }
                case Combo combo -> select(combo, text);
                case Button button -> button.setSelection(text.equals("true"));
                default -> { }
            }
        } finally {
            showing = false;
        }
    }

    private static void select(Combo combo, String text) {
        int index = text.isEmpty() ? 0 : combo.indexOf(text);
        if (index < 0) {
            // A word that the language does not have is shown as it is; its problem stands beside it.
            combo.add(text);
            index = combo.getItemCount() - 1;
        }
        combo.select(index);
    }

    /** Whether a problem at that path is to be shown here. */
    boolean covers(String problemPath) {
        return problemPath.equals(path) || problemPath.startsWith(path + ".") || problemPath.startsWith(path + "[");
    }

    Control control() {
        return control;
    }
}
