package org.underpass.ui.wizard;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.underpass.engine.CardVerdict;
import org.underpass.ui.Images;
import org.underpass.ui.Shades;
import org.underpass.ui.Subject;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.Machine;
import org.underpass.ui.hosts.OpenHost;
import org.underpass.ui.hosts.OpenHosts;

/** Which host, and which card of it. */
final class CardPage extends WizardPage implements OpenHosts.Listener {
    private Combo hosts;
    private Table cards;
    private Label reasons;
    private List<Machine> machines = List.of();
    private Optional<Subject> preferred = Optional.empty();

    CardPage() {
        super("card", "A host and its card", null);
        setDescription("Which graphics card of which machine is the guest to have?");
    }

    void prefer(Subject subject) {
        preferred = Optional.of(subject);
    }

    @Override
    public void createControl(Composite parent) {
        var area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().numColumns(2).margins(10, 10).spacing(10, 8).applyTo(area);
        new Label(area, SWT.NONE).setText("Host");
        hosts = new Combo(area, SWT.READ_ONLY);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(hosts);
        hosts.addListener(SWT.Selection, e -> showCards());
        cards = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.SINGLE);
        cards.setHeaderVisible(true);
        column("Card", 400);
        column("Address", 110);
        column("Verdict", 100);
        GridDataFactory.fillDefaults().grab(true, true).span(2, 1).hint(500, 140).applyTo(cards);
        cards.addListener(SWT.Selection, e -> showReasons());
        reasons = new Label(area, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).hint(500, 90).applyTo(reasons);
        setControl(area);
        OpenHosts.shared().add(this);
        area.addDisposeListener(e -> OpenHosts.shared().remove(this));
        hostsChanged();
    }

    private void column(String title, int width) {
        var column = new TableColumn(cards, SWT.NONE);
        column.setText(title);
        column.setWidth(width);
    }

    @Override
    public void hostsChanged() {
        List<Machine> now = OpenHosts.shared().all().stream().flatMap(h -> h.machine().stream()).toList();
        if (now.equals(machines)) {
            return;
        }
        machines = now;
        hosts.setItems(now.stream().map(m -> m.title() + "  (" + m.host().origin().description() + ")")
                .toArray(String[]::new));
        String wanted = preferred.flatMap(Subject::hostSpec)
                .or(() -> OpenHosts.shared().current().map(Machine::spec)).orElse("");
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i).spec().equals(wanted) || hosts.getSelectionIndex() < 0) {
                hosts.select(i);
            }
        }
        showCards();
    }

    private void showCards() {
        cards.removeAll();
        machine().ifPresent(m -> {
            int best = 0;
            for (CardVerdict verdict : m.verdicts()) {
                var item = new TableItem(cards, SWT.NONE);
                item.setText(new String[] {m.host().nameOf(verdict.card().display()),
                        verdict.card().display().address().toString(), FunctionNode.words(verdict.verdict())});
                item.setImage(Images.get("card"));
                item.setForeground(2, Shades.of(FunctionNode.tone(verdict.verdict()), cards));
                int index = cards.indexOf(item);
                boolean wanted = preferred.flatMap(Subject::address).filter(a -> verdict.card().functions().stream()
                        .anyMatch(f -> f.address().equals(a))).isPresent();
                if (wanted || verdict.verdict().compareTo(m.verdicts().get(best).verdict()) < 0) {
                    best = index;
                }
            }
            if (cards.getItemCount() > 0) {
                cards.select(best);
            }
        });
        showReasons();
    }

    private void showReasons() {
        reasons.setText(verdict().map(v -> String.join("\n", v.reasons().stream().limit(4).toList())).orElse(""));
        List<OpenHost> opening = OpenHosts.shared().all().stream().filter(OpenHost::opening).toList();
        setMessage(machine().isPresent() && cards.getItemCount() == 0 ? "This host shows no graphics card" : null);
        setErrorMessage(machine().isEmpty() && opening.isEmpty() ? "No host is open: open one from the File menu first"
                : null);
        setPageComplete(verdict().isPresent());
    }

    Optional<Machine> machine() {
        int index = hosts.getSelectionIndex();
        return index < 0 ? Optional.empty() : Optional.of(machines.get(index));
    }

    Optional<CardVerdict> verdict() {
        int index = cards.getSelectionIndex();
        return index < 0 ? Optional.empty() : machine().map(m -> m.verdicts().get(index));
    }
}
