package org.underpass.ui.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.forms.IManagedForm;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Engine;
import org.underpass.ui.Images;
import org.underpass.ui.Latest;
import org.underpass.ui.Shades;
import org.underpass.ui.build.BuildRun.Change;
import org.underpass.ui.build.BuildRun.Item;
import org.underpass.ui.build.BuildRun.Outcome;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.editor.ProfilePage;
import org.underpass.ui.hosts.Machine;

/** Builds the profile for the chosen backends, shows the artifacts and what is different from the last build. */
public final class BuildPage extends ProfilePage {
    public static final String ID = "build";

    private final Map<String, Button> backends = new LinkedHashMap<>();
    private final Latest<Boolean, List<Contribution<Hypervisor>>> lister = new Latest<>("Listing backends", 0,
            (q, monitor) -> Engine.plugins().hypervisors(), this::listed, failure -> say(failure.toString(), false));
    private Composite choices;
    private Text folder;
    private Button build;
    private Button cancel;
    private Label said;
    private Composite refusal;
    private TableViewer viewer;
    private Job running;

    public BuildPage(ProfileEditor editor) {
        super(editor, ID, "Build", "build");
    }

    @Override
    protected void createContent(IManagedForm form, Composite body, FormToolkit toolkit) {
        GridLayoutFactory.fillDefaults().margins(10, 10).spacing(10, 14).applyTo(body);
        Composite what = section(toolkit, body, "What is built", "", 2);
        toolkit.createLabel(what, "Backends");
        choices = toolkit.createComposite(what);
        GridLayoutFactory.fillDefaults().numColumns(6).spacing(16, 4).applyTo(choices);
        toolkit.createLabel(what, "Folder");
        String name = model().file().getFileName().toString().replaceFirst("\\.(vm|device)\\.yaml$", "");
        folder = toolkit.createText(what, model().file().resolveSibling(name + ".build").toString(), SWT.BORDER);
        folder.setToolTipText("Each backend's artifacts go to a folder of its name in here");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(folder);
        toolkit.createLabel(what, "");
        Composite buttons = toolkit.createComposite(what);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(8, 4).applyTo(buttons);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(buttons);
        build = toolkit.createButton(buttons, "Build", SWT.PUSH);
        build.addListener(SWT.Selection, e -> build());
        cancel = toolkit.createButton(buttons, "Cancel", SWT.PUSH);
        cancel.setEnabled(false);
        cancel.addListener(SWT.Selection, e -> running.cancel());
        said = toolkit.createLabel(buttons, "", SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).hint(300, SWT.DEFAULT).align(SWT.FILL, SWT.CENTER)
                .applyTo(said);
        refusal = toolkit.createComposite(what);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(refusal);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).exclude(true).applyTo(refusal);
        artifacts(toolkit, section(toolkit, body, "Artifacts",
                "A double click opens one, beside those that are open; of a changed one, both versions.", 1));
        lister.ask(true);
    }

    private void artifacts(FormToolkit toolkit, Composite parent) {
        GridDataFactory.fillDefaults().grab(true, true).applyTo(parent.getParent());
        Composite area = toolkit.createComposite(parent);
        GridDataFactory.fillDefaults().grab(true, true).hint(300, 200).applyTo(area);
        var columns = new TableColumnLayout();
        area.setLayout(columns);
        viewer = new TableViewer(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.MULTI);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        column(columns, "File", 46, new Labels(area, Item::path, true));
        column(columns, "Kind", 22, new Labels(area, Item::kind, false));
        column(columns, "Compared with the last build", 32, new Labels(area, i -> i.change().words(), false));
        viewer.addDoubleClickListener(e -> chosen().forEach(this::open));
        Composite buttons = toolkit.createComposite(parent);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(8, 4).applyTo(buttons);
        toolkit.createButton(buttons, "Open", SWT.PUSH).addListener(SWT.Selection,
                e -> chosen().forEach(this::open));
        toolkit.createButton(buttons, "Differences to the last build", SWT.PUSH).addListener(SWT.Selection,
                e -> chosen().forEach(this::compare));
    }

    private void column(TableColumnLayout columns, String title, int weight, ColumnLabelProvider labels) {
        var column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.setLabelProvider(labels);
        columns.setColumnData(column.getColumn(), new ColumnWeightData(weight, 60, true));
    }

    private List<Item> chosen() {
        List<Item> items = new ArrayList<>();
        for (Object one : viewer.getStructuredSelection().toList()) {
            items.add((Item) one);
        }
        return items;
    }

    private void listed(List<Contribution<Hypervisor>> all) {
        if (choices.isDisposed()) {
            return;
        }
        FormToolkit toolkit = getManagedForm().getToolkit();
        all.forEach(b -> {
            Button tick = toolkit.createButton(choices, b.id(), SWT.CHECK);
            tick.setToolTipText(b.part().info().title());
            tick.setSelection(true);
            backends.put(b.id(), tick);
        });
        getManagedForm().reflow(true);
    }

    private void build() {
        Optional<Checked> checked = model().checked();
        if (checked.isEmpty() || checked.get().result().profile().isEmpty()) {
            say("The profile has errors that keep it from being read; they are on the Source page", false);
            return;
        }
        ProfileResult profile = checked.get().result();
        boolean device = profile.profile().orElseThrow() instanceof DeviceProfile;
        if (!device && checked.get().machine().isEmpty()) {
            say("Open a host first: a machine is built for a host", false);
            return;
        }
        Set<String> chosen = new HashSet<>();
        backends.forEach((id, tick) -> {
            if (tick.getSelection()) {
                chosen.add(id);
            }
        });
        if (chosen.isEmpty()) {
            say("Choose at least one backend", false);
            return;
        }
        start(checked.get().machine(), profile, chosen, Path.of(folder.getText().strip()));
    }

    private void start(Optional<Machine> machine, ProfileResult profile, Set<String> chosen, Path to) {
        var display = folder.getDisplay();
        build.setEnabled(false);
        cancel.setEnabled(true);
        said.setForeground(said.getParent().getForeground());
        said.setText("Building…");
        running = Job.create("Building " + model().file().getFileName(), monitor -> {
            Outcome outcome;
            try {
                outcome = BuildRun.run(Engine.plugins(), machine.map(Machine::host), profile, chosen, to, monitor);
            } catch (RuntimeException | LinkageError failure) {
                outcome = Outcome.failed("a bug of ours: " + failure);
            }
            Outcome done = outcome;
            display.asyncExec(() -> show(done));
            return Status.OK_STATUS;
        });
        running.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent event) {
                // Cancelled before it began: the job itself says nothing.
                if (event.getResult().getSeverity() == IStatus.CANCEL) {
                    display.asyncExec(() -> show(Outcome.cancelled()));
                }
            }
        });
        running.setUser(false);
        running.schedule();
    }

    private void show(Outcome outcome) {
        if (folder.isDisposed()) {
            return;
        }
        build.setEnabled(true);
        cancel.setEnabled(false);
        say(outcome.said(), outcome.good());
        viewer.setInput(outcome.items());
        for (var child : refusal.getChildren()) {
            child.dispose();
        }
        FormToolkit toolkit = getManagedForm().getToolkit();
        for (Finding finding : outcome.refusal()) {
            toolkit.createLabel(refusal, "").setImage(Images.get("error"));
            Label line = toolkit.createLabel(refusal, finding.message(), SWT.WRAP);
            GridDataFactory.fillDefaults().grab(true, false).hint(300, SWT.DEFAULT).applyTo(line);
        }
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).exclude(outcome.refusal().isEmpty())
                .applyTo(refusal);
        getManagedForm().reflow(true);
    }

    private void say(String words, boolean good) {
        said.setText(words);
        said.setForeground(Shades.of(good ? Tone.GOOD : Tone.BAD, said));
        said.requestLayout();
    }

    private void open(Item item) {
        if (item.change() == Change.CHANGED) {
            compare(item);
        } else {
            TextEditor.open(new TextInput(item.path(), item.change() == Change.GONE ? item.before().orElse("")
                    : item.text(), Optional.empty()), true);
        }
    }

    private void compare(Item item) {
        TextEditor.open(new TextInput(item.path(), item.text(), item.before()), true);
    }

    @Override
    public void dispose() {
        lister.dispose();
        super.dispose();
    }

    /** One column of the artifacts. */
    private static final class Labels extends ColumnLabelProvider {
        private final Control table;
        private final Function<Item, String> text;
        private final boolean first;

        Labels(Control table, Function<Item, String> text, boolean first) {
            this.table = table;
            this.text = text;
            this.first = first;
        }

        @Override
        public String getText(Object element) {
            return text.apply((Item) element);
        }

        @Override
        public Image getImage(Object element) {
            return first ? Images.get("artifact") : null;
        }

        @Override
        public Color getForeground(Object element) {
            return ((Item) element).change() == Change.SAME ? Shades.of(Tone.MUTED, table) : null;
        }
    }
}
