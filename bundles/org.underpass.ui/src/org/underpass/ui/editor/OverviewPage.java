package org.underpass.ui.editor;

import java.util.stream.Collectors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.forms.IManagedForm;
import org.eclipse.ui.forms.events.HyperlinkAdapter;
import org.eclipse.ui.forms.events.HyperlinkEvent;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.eclipse.ui.forms.widgets.Hyperlink;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Severity;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Shades;
import org.underpass.ui.findings.Problem;
import org.underpass.ui.findings.ProblemsView;

/** The machine at a glance: how it stands on the host, its name, system, memory and processors. */
final class OverviewPage extends ProfilePage {
    static final String ID = "overview";
    private static final int SHOWN = 6;

    private Label standing;
    private Label given;
    private Composite problems;
    private java.util.List<Problem> listed = java.util.List.of();

    OverviewPage(ProfileEditor editor) {
        super(editor, ID, "Overview", "profile");
    }

    @Override
    protected void createContent(IManagedForm form, Composite body, FormToolkit toolkit) {
        GridLayoutFactory.fillDefaults().numColumns(2).equalWidth(true).margins(10, 10).spacing(20, 14).applyTo(body);
        Composite stand = section(toolkit, body, "How it stands", "", 1);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(stand.getParent());
        standing = toolkit.createLabel(stand, model().unreadable().isPresent()
                ? "This file cannot be read as a profile, and is not changed." : "Being checked…", SWT.WRAP);
        standing.setFont(Shades.bold());
        GridDataFactory.fillDefaults().grab(true, false).hint(300, SWT.DEFAULT).applyTo(standing);
        given = toolkit.createLabel(stand, "", SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).hint(300, SWT.DEFAULT).applyTo(given);
        problems = toolkit.createComposite(stand);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(6, 3).applyTo(problems);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(problems);
        Composite against = toolkit.createComposite(stand);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(8, 4).applyTo(against);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(against);
        toolkit.createLabel(against, "Checked against");
        new HostChoice(against, model());
        Composite links = toolkit.createComposite(stand);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(16, 4).applyTo(links);
        link(toolkit, links, "Give and take back devices", () -> editor().setActivePage(DevicesPage.ID));
        link(toolkit, links, "Build it", editor()::showBuild);
        link(toolkit, links, "Edit the source", editor()::showSource);

        Composite machine = section(toolkit, body, "Machine", "", 2);
        field(machine, toolkit, "name", "Name");
        field(machine, toolkit, "title", "Title");
        field(machine, toolkit, "os", "Guest system");
        field(machine, toolkit, "backend", "Preferred backend");
        field(machine, toolkit, "firmware.type", "Firmware");
        Composite resources = section(toolkit, body, "Memory and processors", "", 2);
        field(resources, toolkit, "machine.memory", "Memory");
        field(resources, toolkit, "machine.hugepages", "Huge pages");
        field(resources, toolkit, "cpu.cores", "Cores");
        field(resources, toolkit, "cpu.threads", "Threads per core");
        field(resources, toolkit, "cpu.model", "Model");
        field(resources, toolkit, "cpu.hideHypervisor", "Hide the hypervisor from the guest");
    }

    private static void link(FormToolkit toolkit, Composite parent, String text, Runnable work) {
        Hyperlink link = toolkit.createHyperlink(parent, text, SWT.NONE);
        link.addHyperlinkListener(new HyperlinkAdapter() {
            @Override
            public void linkActivated(HyperlinkEvent event) {
                work.run();
            }
        });
    }

    @Override
    protected void show(Checked checked) {
        boolean failed = checked.count(Severity.ERROR) > 0;
        standing.setText(checked.summary());
        standing.setForeground(Shades.of(failed ? Tone.BAD : checked.count(Severity.WARNING) > 0 ? Tone.WARN : Tone.GOOD,
                standing));
        given.setText(checked.vm().map(OverviewPage::given).orElse(""));
        list(checked);
        getManagedForm().reflow(true);
    }

    private static String given(VmProfile vm) {
        return vm.devices().isEmpty() ? "No device of the host is given to it yet." : "It is given "
                + vm.devices().stream().map(d -> d.label() + d.address().filter(a -> d.name().isPresent())
                        .map(a -> " (" + a + ")").orElse("")).collect(Collectors.joining(", ")) + ".";
    }

    private void list(Checked checked) {
        var now = checked.problems().stream().filter(p -> p.severity() != Severity.INFO).toList();
        if (now.equals(listed)) {
            return;
        }
        listed = now;
        for (var child : problems.getChildren()) {
            child.dispose();
        }
        FormToolkit toolkit = getManagedForm().getToolkit();
        now.stream().limit(SHOWN).forEach(p -> {
            toolkit.createLabel(problems, "").setImage(ProblemsView.image(p.severity()));
            Hyperlink link = toolkit.createHyperlink(problems, p.message(), SWT.WRAP);
            GridDataFactory.fillDefaults().grab(true, false).hint(300, SWT.DEFAULT).applyTo(link);
            link.addHyperlinkListener(new HyperlinkAdapter() {
                @Override
                public void linkActivated(HyperlinkEvent event) {
                    editor().selection().setSelection(new org.eclipse.jface.viewers.StructuredSelection(p));
                    p.span().ifPresent(s -> ProfileEditor.reveal(p.file(), p.span()));
                }
            });
        });
        if (now.size() > SHOWN) {
            toolkit.createLabel(problems, "");
            toolkit.createLabel(problems, "and " + (now.size() - SHOWN) + " more in the Problems view");
        }
        problems.requestLayout();
    }
}
