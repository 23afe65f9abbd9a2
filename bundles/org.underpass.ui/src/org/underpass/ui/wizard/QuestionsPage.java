package org.underpass.ui.wizard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.HostAdapter;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Engine;
import org.underpass.ui.Latest;
import org.underpass.ui.Shades;

/** Three questions, where the file goes, and whether it will do. */
final class QuestionsPage extends WizardPage {
    private static final String[] MEMORY = {"4 GiB", "8 GiB", "16 GiB", "32 GiB", "64 GiB"};

    private final CardPage card;
    private final Latest<Draft.Answers, Draft> maker = new Latest<>("Writing a profile", 120,
            (answers, monitor) -> Draft.of(answers, Engine.plugins()), this::made,
            failure -> setErrorMessage("The profile cannot be written: " + failure));
    private Combo system;
    private Combo memory;
    private Combo display;
    private Text folder;
    private Text name;
    private Label readiness;
    private boolean named;
    private Optional<Draft> draft = Optional.empty();

    QuestionsPage(CardPage card) {
        super("questions", "Three questions", null);
        setDescription("What the guest is, how much memory it gets, and what the host has for a display meanwhile.");
        this.card = card;
    }

    @Override
    public void createControl(Composite parent) {
        var area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().numColumns(3).margins(10, 10).spacing(10, 8).applyTo(area);
        system = combo(area, "What runs in the guest?", SWT.READ_ONLY);
        for (GuestSystem one : GuestSystem.values()) {
            system.add(one.word());
        }
        system.select(0);
        memory = combo(area, "How much memory?", SWT.DROP_DOWN);
        memory.setItems(MEMORY);
        display = combo(area, "What does the host have for a display?", SWT.READ_ONLY);
        display.add("as fits the host");
        for (HostAdapter one : HostAdapter.values()) {
            display.add(one.word() + "  " + one.meaning());
        }
        display.select(0);
        new Label(area, SWT.NONE).setText("Folder");
        folder = new Text(area, SWT.BORDER);
        folder.setText(System.getProperty("user.home"));
        GridDataFactory.fillDefaults().grab(true, false).applyTo(folder);
        var browse = new Button(area, SWT.PUSH);
        browse.setText("Browse…");
        browse.addListener(SWT.Selection, e -> Optional.ofNullable(new DirectoryDialog(getShell()).open())
                .ifPresent(folder::setText));
        new Label(area, SWT.NONE).setText("File");
        name = new Text(area, SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(name);
        readiness = new Label(area, SWT.WRAP);
        readiness.setFont(Shades.bold());
        GridDataFactory.fillDefaults().grab(true, true).span(3, 1).hint(500, 70).indent(0, 12).applyTo(readiness);
        for (Combo one : new Combo[] {system, memory, display}) {
            one.addListener(SWT.Modify, e -> ask());
        }
        folder.addModifyListener(e -> validate());
        name.addListener(SWT.Modify, e -> validate());
        name.addListener(SWT.KeyDown, e -> named = true);
        setControl(area);
        setPageComplete(false);
    }

    private static Combo combo(Composite area, String question, int style) {
        new Label(area, SWT.NONE).setText(question);
        var combo = new Combo(area, style);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(combo);
        return combo;
    }

    @Override
    public void setVisible(boolean visible) {
        super.setVisible(visible);
        if (visible) {
            ask();
        }
    }

    private void ask() {
        draft = Optional.empty();
        setPageComplete(false);
        card.verdict().ifPresent(v -> maker.ask(new Draft.Answers(card.machine().orElseThrow(), v.card(),
                system.getText(), memory.getText().strip(), display.getSelectionIndex() <= 0 ? ""
                        : HostAdapter.values()[display.getSelectionIndex() - 1].word())));
    }

    private void made(Draft outcome) {
        if (readiness.isDisposed()) {
            return;
        }
        draft = Optional.of(outcome);
        readiness.setText(outcome.readiness());
        readiness.setForeground(Shades.of(outcome.good() ? Tone.GOOD : Tone.WARN, readiness));
        if (memory.getText().isBlank()) {
            outcome.memory().ifPresent(m -> memory.setText(m));
        }
        if (!named) {
            name.setText(outcome.name() + ".vm.yaml");
        }
        validate();
    }

    private void validate() {
        String problem = draft.isEmpty() || draft.get().result().profile().isEmpty() ? "" : null;
        if (!name.getText().endsWith(".vm.yaml")) {
            problem = "The name of a machine's profile ends in .vm.yaml";
        } else if (folder.getText().isBlank()) {
            problem = "Choose a folder";
        } else if (Files.exists(file())) {
            problem = file() + " is there already";
        }
        setErrorMessage(problem == null || problem.isEmpty() ? null : problem);
        setPageComplete(problem == null);
    }

    Path file() {
        return Path.of(folder.getText().strip()).toAbsolutePath().resolve(name.getText().strip());
    }

    Optional<Draft> draft() {
        return draft;
    }

    @Override
    public void dispose() {
        maker.dispose();
        super.dispose();
    }
}
