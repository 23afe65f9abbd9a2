package org.underpass.ui.hosts;

import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Shell;
import org.underpass.host.HostSources;
import org.underpass.ui.Shades;

/** What the view of hosts shows while none is open: the ways to open one. */
final class WelcomePane {
    private static final int ROWS = 4;

    private final Composite area;
    private Composite recent;
    private List<String> shown = List.of();

    WelcomePane(Composite parent) {
        area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().margins(12, 10).spacing(5, 6).applyTo(area);
        var title = new Label(area, SWT.WRAP);
        title.setText("No host is open");
        title.setFont(Shades.bold());
        words("Underpass reads a machine and says which of its graphics cards a guest can have.");
        link("Look at <a>this machine</a>", target -> OpenHosts.shared().open("live"));
        link("Open a <a>captured machine</a> (a tar archive, or a text from lspci -xxxx)",
                target -> chooseFile(area.getShell()));
        link("Open a <a>folder</a> that holds a captured root", target -> chooseFolder(area.getShell()));
        words("Simulated machines:");
        for (HostSources.Demo demo : HostSources.demos()) {
            link("<a>" + demo.name() + "</a>  " + demo.description(),
                    target -> OpenHosts.shared().open("demo:" + demo.name()));
        }
        words("Files can also be dropped here.");
        refresh();
    }

    /** Asks for a capture and opens it. */
    static void chooseFile(Shell shell) {
        var dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
        dialog.setText("Open a captured machine");
        dialog.setFilterExtensions(new String[] {"*.tar;*.tar.gz;*.tgz;*.tar.bz2;*.tar.xz;*.tar.zst;*.txt;*.lspci", "*"});
        dialog.setFilterNames(new String[] {"Captures and lspci texts", "All files"});
        if (dialog.open() != null) {
            for (String name : dialog.getFileNames()) {
                OpenHosts.shared().open(dialog.getFilterPath() + "/" + name);
            }
        }
    }

    /** Asks for a folder and opens it. */
    static void chooseFolder(Shell shell) {
        var dialog = new DirectoryDialog(shell, SWT.OPEN);
        dialog.setText("Open a captured root");
        String folder = dialog.open();
        if (folder != null) {
            OpenHosts.shared().open(folder);
        }
    }

    /** Shows what was opened before. */
    void refresh() {
        List<String> now = Recent.all();
        if (now.equals(shown)) {
            return;
        }
        shown = now;
        if (recent != null) {
            recent.dispose();
        }
        recent = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(recent);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(recent);
        new Label(recent, SWT.NONE).setText("Opened before (double-click):");
        var list = new org.eclipse.swt.widgets.List(recent, SWT.SINGLE | SWT.V_SCROLL);
        list.setItems(now.toArray(String[]::new));
        list.addListener(SWT.DefaultSelection, e -> {
            if (list.getSelectionIndex() >= 0) {
                Files.open(List.of(shown.get(list.getSelectionIndex())));
            }
        });
        GridDataFactory.fillDefaults().grab(true, false)
                .hint(SWT.DEFAULT, Math.min(now.size(), ROWS) * list.getItemHeight()).applyTo(list);
        area.layout(true, true);
    }

    private void words(String text) {
        var label = new Label(area, SWT.WRAP);
        label.setText(text);
        GridDataFactory.fillDefaults().grab(true, false).hint(200, SWT.DEFAULT).applyTo(label);
    }

    private void link(String text, Consumer<String> work) {
        var link = new Link(area, SWT.WRAP);
        link.setText(text);
        link.addListener(SWT.Selection, e -> work.accept(e.text));
        GridDataFactory.fillDefaults().grab(true, false).hint(200, SWT.DEFAULT).indent(8, 0).applyTo(link);
    }

    Control control() {
        return area;
    }
}
