package org.underpass.ui.iommu;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.part.ViewPart;
import org.underpass.pci.PciAddress;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Images;
import org.underpass.ui.Latest;
import org.underpass.ui.Shades;
import org.underpass.ui.Subject;
import org.underpass.ui.hosts.Machine;
import org.underpass.ui.hosts.OpenHosts;

/** The IOMMUs of the current host: a tree at the left, the drawn tree of buses at the right. */
public final class IommuView extends ViewPart implements OpenHosts.Listener {
    public static final String ID = "org.underpass.ui.iommu";

    /** The list of hosts comes first. */
    private static final long REST_MILLIS = 100;
    private static final double ZOOM_STEP = 1.25;

    private final Latest<Machine, Shown> reader = new Latest<>("IOMMU", REST_MILLIS, (machine, monitor) ->
            new Shown(machine, IommuTree.of(machine), DrawingLayout.of(machine, this.lettering, monitor)),
            this::show,
            failure -> setContentDescription("The IOMMU cannot be shown: " + failure));
    private final ISelectionListener follower = (part, selection) -> {
        if (part != this && selection instanceof IStructuredSelection structured
                && structured.getFirstElement() instanceof Subject subject) {
            follow(subject);
        }
    };
    private TreeViewer viewer;
    private DrawingCanvas canvas;
    private volatile Drawing.Lettering lettering;
    private Optional<Machine> shown = Optional.empty();

    /** A host as the view shows it. */
    private record Shown(Machine machine, List<IommuNode> tree, Drawing drawing) {
    }

    @Override
    public void createPartControl(Composite parent) {
        var sash = new SashForm(parent, SWT.HORIZONTAL | SWT.SMOOTH);
        sash.setSashWidth(5);
        var left = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(left);
        viewer = new TreeViewer(left, SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setContentProvider(new Content());
        viewer.setLabelProvider(new DelegatingStyledCellLabelProvider(new Labels(viewer.getTree())) {
            @Override
            protected void paint(Event event, Object element) {
                super.paint(event, element);
                Images.onSelection(event, ((IommuNode) element).image());
            }
        });
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getTree());
        canvas = new DrawingCanvas(sash, this::picked);
        lettering = canvas.lettering();
        sash.setWeights(30, 70);
        getSite().setSelectionProvider(viewer);
        viewer.addSelectionChangedListener(e -> {
            if (e.getStructuredSelection().getFirstElement() instanceof Subject subject) {
                canvas.mark(subject.address());
            }
        });
        getSite().getPage().addPostSelectionListener(follower);
        OpenHosts.shared().add(this);
        zooming(getViewSite().getActionBars().getToolBarManager());
        hostsChanged();
    }

    private void zooming(IToolBarManager bar) {
        var fit = new Action("Fit Drawing", IAction.AS_CHECK_BOX) {
            @Override
            public void run() {
                canvas.fit(isChecked());
            }
        };
        fit.setImageDescriptor(Images.descriptor("zoom-fit"));
        fit.setToolTipText("Show the whole drawing");
        bar.add(action("Zoom In", "zoom-in", () -> {
            fit.setChecked(false);
            canvas.zoom(ZOOM_STEP);
        }));
        bar.add(action("Zoom Out", "zoom-out", () -> {
            fit.setChecked(false);
            canvas.zoom(1 / ZOOM_STEP);
        }));
        bar.add(fit);
    }

    private static Action action(String title, String image, Runnable work) {
        var action = new Action(title, Images.descriptor(image)) {
            @Override
            public void run() {
                work.run();
            }
        };
        action.setToolTipText(title);
        return action;
    }

    @Override
    public void hostsChanged() {
        Optional<Machine> now = OpenHosts.shared().current();
        if (now.equals(shown)) {
            return;
        }
        shown = now;
        // What is shown until the new host is laid out belongs to another.
        viewer.setInput(List.of());
        canvas.draw(Drawing.EMPTY);
        setContentDescription(now.map(m -> m.title() + ": being laid out…").orElse("No host is open"));
        now.ifPresent(reader::ask);
    }

    private void show(Shown outcome) {
        if (viewer.getTree().isDisposed()) {
            return;
        }
        setContentDescription(outcome.machine.title() + ": " + outcome.machine.host().groups().all().size()
                + " groups (" + outcome.machine.host().groups().source().word() + ")");
        viewer.setInput(outcome.tree);
        canvas.draw(outcome.drawing);
    }

    /** A function was clicked in the drawing: select it in the tree, and so everywhere. */
    private void picked(PciAddress address) {
        find(address).ifPresent(n -> viewer.setSelection(new StructuredSelection(n), true));
    }

    private Optional<IommuNode> find(PciAddress address) {
        if (!(viewer.getInput() instanceof List<?> roots)) {
            return Optional.empty();
        }
        for (Object root : roots) {
            for (IommuNode group : ((IommuNode) root).children()) {
                for (IommuNode member : group.children()) {
                    if (member.function().equals(Optional.of(address)) && ((IommuNode) root).title().equals("Groups")) {
                        viewer.setExpandedState(root, true);
                        viewer.setExpandedState(group, true);
                        return Optional.of(member);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private void follow(Subject subject) {
        if (canvas.isDisposed() || !subject.hostSpec().equals(shown.map(Machine::spec))) {
            return;
        }
        canvas.mark(subject.address());
    }

    @Override
    public void setFocus() {
        viewer.getTree().setFocus();
    }

    @Override
    public void dispose() {
        OpenHosts.shared().remove(this);
        getSite().getPage().removePostSelectionListener(follower);
        reader.dispose();
        super.dispose();
    }

    /** The tree. */
    private static final class Content implements ITreeContentProvider {
        @Override
        public Object[] getElements(Object input) {
            return ((List<?>) input).toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return ((IommuNode) parent).children().toArray();
        }

        @Override
        public Object getParent(Object element) {
            return null;
        }

        @Override
        public boolean hasChildren(Object element) {
            return !((IommuNode) element).children().isEmpty();
        }
    }

    /** Texts and images. */
    private static final class Labels extends LabelProvider
            implements DelegatingStyledCellLabelProvider.IStyledLabelProvider {
        private final Control control;

        Labels(Control control) {
            this.control = control;
        }

        @Override
        public StyledString getStyledText(Object element) {
            IommuNode node = (IommuNode) element;
            var text = new StyledString(node.title());
            if (!node.detail().isEmpty()) {
                text.append("  " + node.detail(), new StyledString.Styler() {
                    @Override
                    public void applyStyles(TextStyle style) {
                        style.foreground = Shades.of(Tone.MUTED, control);
                    }
                });
            }
            return text;
        }

        @Override
        public Image getImage(Object element) {
            return Images.get(((IommuNode) element).image());
        }
    }
}
