package org.underpass.ui.hosts;

import java.util.List;
import java.util.Map;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.TreeColumnLayout;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.underpass.ui.Images;
import org.underpass.ui.Subject;

/**
 * The open hosts, each with its functions by IOMMU group or by bus. What it holds is in {@link OpenHosts}; the selection
 * is a {@link Subject}, which the other views follow.
 */
public final class HostsView extends ViewPart implements OpenHosts.Listener {
    public static final String ID = "org.underpass.ui.hosts";
    private static final String BY_BUS = "byBus";

    private final HostsContent content = new HostsContent();
    private final ISelectionListener follower = (part, selection) -> follow(part, selection);
    private Composite stack;
    private StackLayout layout;
    private WelcomePane welcome;
    private Composite list;
    private TreeViewer viewer;
    private Text search;
    private boolean following;

    @Override
    public void init(IViewSite site, IMemento memento) throws PartInitException {
        super.init(site, memento);
        content.byBus = memento != null && Boolean.TRUE.equals(memento.getBoolean(BY_BUS));
    }

    @Override
    public void saveState(IMemento memento) {
        memento.putBoolean(BY_BUS, content.byBus);
        OpenHosts.shared().save();
    }

    @Override
    public void createPartControl(Composite parent) {
        stack = new Composite(parent, SWT.NONE);
        layout = new StackLayout();
        stack.setLayout(layout);
        welcome = new WelcomePane(stack);
        list = new Composite(stack, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(list);
        search = new Text(list, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage("Search functions");
        search.setToolTipText("Words of a name, an address, a driver, a vendor:device pair or a verdict");
        search.addModifyListener(e -> search());
        GridDataFactory.fillDefaults().grab(true, false).indent(4, 3).applyTo(search);
        createTree();
        OpenHosts.shared().add(this);
        new DropHost(stack);
        getSite().getPage().addPostSelectionListener(follower);
        actions();
        hostsChanged();
    }

    private void createTree() {
        var area = new Composite(list, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        var columns = new TreeColumnLayout();
        area.setLayout(columns);
        viewer = new TreeViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setUseHashlookup(true);
        viewer.getTree().setHeaderVisible(true);
        viewer.setContentProvider(content);
        ColumnViewerToolTipSupport.enableFor(viewer);
        column(columns, "Function", 66, HostLabels.Column.NAME);
        column(columns, "Driver", 14, HostLabels.Column.DRIVER);
        column(columns, "Verdict", 20, HostLabels.Column.VERDICT);
        viewer.setInput(OpenHosts.shared());
        viewer.addSelectionChangedListener(e -> {
            if (e.getStructuredSelection().getFirstElement() instanceof Subject subject) {
                subject.hostSpec().ifPresent(OpenHosts.shared()::choose);
            }
        });
        viewer.addDoubleClickListener(e -> {
            Object element = ((IStructuredSelection) e.getSelection()).getFirstElement();
            viewer.setExpandedState(element, !viewer.getExpandedState(element));
        });
        getSite().setSelectionProvider(viewer);
    }

    private void column(TreeColumnLayout columns, String title, int weight, HostLabels.Column kind) {
        var column = new TreeViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.setLabelProvider(new HostLabels(kind, viewer.getTree()));
        columns.setColumnData(column.getColumn(), new ColumnWeightData(weight, 60, true));
    }

    private void actions() {
        var byGroup = new Action("By IOMMU group", IAction.AS_RADIO_BUTTON) {
            @Override
            public void run() {
                arrange(!isChecked());
            }
        };
        byGroup.setImageDescriptor(Images.descriptor("group"));
        byGroup.setToolTipText("By IOMMU group");
        byGroup.setChecked(!content.byBus);
        var byBus = new Action("By bus", IAction.AS_RADIO_BUTTON) {
            @Override
            public void run() {
                arrange(isChecked());
            }
        };
        byBus.setImageDescriptor(Images.descriptor("bus"));
        byBus.setToolTipText("By bus");
        byBus.setChecked(content.byBus);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(byGroup);
        bar.add(byBus);
        var menu = new MenuManager();
        menu.setRemoveAllWhenShown(true);
        menu.addMenuListener(this::fillMenu);
        viewer.getTree().setMenu(menu.createContextMenu(viewer.getTree()));
        getSite().registerContextMenu(menu, viewer);
    }

    private void fillMenu(IMenuManager menu) {
        if (viewer.getStructuredSelection().getFirstElement() instanceof Subject subject) {
            subject.hostSpec().ifPresent(spec -> {
                menu.add(action("Read Again", "refresh", () -> OpenHosts.shared().open(spec)));
                menu.add(action("Close Host", "close", () -> OpenHosts.shared().close(spec)));
                menu.add(new Separator());
            });
        }
        menu.add(new Separator("additions"));
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

    private void arrange(boolean byBus) {
        if (content.byBus != byBus) {
            content.byBus = byBus;
            content.forget();
            viewer.refresh();
            expandHosts();
        }
    }

    private void search() {
        content.search(search.getText().strip());
        viewer.getTree().setRedraw(false);
        viewer.refresh();
        if (search.getText().isBlank()) {
            viewer.collapseAll();
            expandHosts();
        } else {
            viewer.expandAll();
        }
        viewer.getTree().setRedraw(true);
    }

    @Override
    public void hostsChanged() {
        if (stack.isDisposed()) {
            return;
        }
        List<OpenHost> hosts = OpenHosts.shared().all();
        layout.topControl = hosts.isEmpty() ? welcome.control() : list;
        welcome.refresh();
        content.forget(hosts);
        viewer.getTree().setRedraw(false);
        try {
            viewer.refresh();
            expandHosts();
        } finally {
            viewer.getTree().setRedraw(true);
        }
        stack.layout();
        setContentDescription("");
    }

    /** Shows every host with its groups; the groups that hold a card are open, so that cards are seen at once. */
    private void expandHosts() {
        for (OpenHost host : OpenHosts.shared().all()) {
            if (content.firstTime(host)) {
                viewer.setExpandedState(host, true);
                for (Object child : content.getChildren(host)) {
                    if (child instanceof GroupNode group && group.members().stream().anyMatch(FunctionNode::isCard)) {
                        viewer.setExpandedState(group, true);
                    }
                }
            }
        }
    }

    /** Selects what another view selected, where it is a function of an open host. */
    private void follow(Object part, Object selection) {
        if (part == this || following || !(selection instanceof IStructuredSelection structured)
                || !(structured.getFirstElement() instanceof Subject subject) || viewer.getTree().isDisposed()) {
            return;
        }
        var node = subject.hostSpec().flatMap(OpenHosts.shared()::find).flatMap(OpenHost::machine)
                .flatMap(m -> subject.address().map(a -> Map.entry(m, a)))
                .map(e -> e.getKey().functions().get(e.getValue()));
        node.ifPresent(n -> {
            following = true;
            try {
                viewer.setSelection(new StructuredSelection(n), true);
            } finally {
                following = false;
            }
        });
    }

    @Override
    public void setFocus() {
        if (layout.topControl == list) {
            viewer.getTree().setFocus();
        } else {
            welcome.control().setFocus();
        }
    }

    @Override
    public void dispose() {
        OpenHosts.shared().remove(this);
        getSite().getPage().removePostSelectionListener(follower);
        super.dispose();
    }

    /** What can be dropped: captures as files. */
    private static final class DropHost extends org.eclipse.swt.dnd.DropTargetAdapter {
        DropHost(Composite on) {
            var target = new org.eclipse.swt.dnd.DropTarget(on, DND.DROP_COPY | DND.DROP_DEFAULT | DND.DROP_MOVE);
            target.setTransfer(new Transfer[] {FileTransfer.getInstance()});
            target.addDropListener(this);
        }

        @Override
        public void dragEnter(org.eclipse.swt.dnd.DropTargetEvent event) {
            event.detail = DND.DROP_COPY;
        }

        @Override
        public void drop(org.eclipse.swt.dnd.DropTargetEvent event) {
            if (event.data instanceof String[] files) {
                Files.open(List.of(files));
            }
        }
    }
}
