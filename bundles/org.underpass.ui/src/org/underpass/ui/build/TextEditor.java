package org.underpass.ui.build;

import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.compare.rangedifferencer.RangeDifference;
import org.eclipse.compare.rangedifferencer.RangeDifferencer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.e4.ui.model.application.ui.MElementContainer;
import org.eclipse.e4.ui.model.application.ui.MUIElement;
import org.eclipse.e4.ui.model.application.ui.basic.MBasicFactory;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.model.application.ui.basic.MPartSashContainerElement;
import org.eclipse.e4.ui.model.application.ui.basic.MPartStack;
import org.eclipse.e4.ui.workbench.modeling.EModelService;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.text.Document;
import org.eclipse.jface.text.source.CompositeRuler;
import org.eclipse.jface.text.source.LineNumberRulerColumn;
import org.eclipse.jface.text.source.SourceViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IEditorInput;
import org.eclipse.ui.IEditorPart;
import org.eclipse.ui.IEditorReference;
import org.eclipse.ui.IEditorSite;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.part.EditorPart;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Shades;

/** Shows a text to be read, or two versions of one with their differences. */
public final class TextEditor extends EditorPart {
    public static final String ID = "org.underpass.ui.build.text";

    private static final float HALF = 0.5f;
    private static final float RIGHT_PART = 0.55f;

    private StyledText focus;

    /**
     * Opens a text.
     *
     * @param beside whether it comes to the right of the other editors, so that both can be seen
     */
    public static void open(TextInput input, boolean beside) {
        IWorkbenchPage page = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
        try {
            boolean known = page.findEditor(input) != null;
            IEditorPart part = page.openEditor(input, ID);
            if (beside && !known) {
                moveBeside(page, part);
            }
        } catch (PartInitException failure) {
            throw new IllegalStateException("the editor of texts is not registered", failure);
        }
    }

    /** The first text goes to the right of the profile, the second below the first: so two are seen at once. */
    private static void moveBeside(IWorkbenchPage page, IEditorPart part) {
        MPart model = part.getSite().getService(MPart.class);
        EModelService service = part.getSite().getService(EModelService.class);
        Set<MElementContainer<MUIElement>> stacks = new LinkedHashSet<>();
        for (IEditorReference reference : page.getEditorReferences()) {
            IEditorPart other = reference.getEditor(false);
            if (other instanceof TextEditor && other != part) {
                stacks.add(other.getSite().getService(MPart.class).getParent());
            }
        }
        MElementContainer<MUIElement> origin = model.getParent();
        if (stacks.size() > 1) {
            MElementContainer<MUIElement> target = stacks.iterator().next();
            if (target != origin) {
                target.getChildren().add(model);
            }
        } else if (origin.getChildren().size() > 1) {
            boolean below = stacks.size() == 1;
            MUIElement beside = below ? stacks.iterator().next() : origin;
            MPartStack stack = MBasicFactory.INSTANCE.createPartStack();
            stack.getTags().add("EditorStack");
            stack.getChildren().add(model);
            service.insert(stack, (MPartSashContainerElement) beside, below ? EModelService.BELOW
                    : EModelService.RIGHT_OF, below ? HALF : RIGHT_PART);
        }
        page.activate(part);
    }

    @Override
    public void init(IEditorSite site, IEditorInput input) throws PartInitException {
        if (!(input instanceof TextInput)) {
            throw new PartInitException("a text is expected, not " + input);
        }
        setSite(site);
        setInput(input);
        setPartName(input.getName().substring(input.getName().lastIndexOf('/') + 1));
        setTitleToolTip(input.getName());
    }

    @Override
    public void createPartControl(Composite parent) {
        TextInput input = (TextInput) getEditorInput();
        if (input.before().isEmpty()) {
            focus = viewer(parent, input.text()).getTextWidget();
            return;
        }
        var sash = new SashForm(parent, SWT.HORIZONTAL | SWT.SMOOTH);
        SourceViewer before = titled(sash, "The last build", input.before().get());
        SourceViewer now = titled(sash, "This build", input.text());
        focus = now.getTextWidget();
        paint(before.getTextWidget(), now.getTextWidget());
    }

    private static SourceViewer titled(Composite parent, String title, String text) {
        var area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(area);
        var label = new Label(area, SWT.NONE);
        label.setText(title);
        GridDataFactory.fillDefaults().indent(6, 3).grab(true, false).applyTo(label);
        SourceViewer viewer = viewer(area, text);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getControl());
        return viewer;
    }

    private static SourceViewer viewer(Composite parent, String text) {
        var ruler = new CompositeRuler();
        var numbers = new LineNumberRulerColumn();
        ruler.addDecorator(0, numbers);
        var viewer = new SourceViewer(parent, ruler, SWT.V_SCROLL | SWT.H_SCROLL | SWT.MULTI | SWT.READ_ONLY);
        viewer.getTextWidget().setFont(JFaceResources.getTextFont());
        viewer.getTextWidget().setLeftMargin(4);
        viewer.setDocument(new Document(text));
        viewer.setEditable(false);
        numbers.setForeground(Shades.of(Tone.MUTED, viewer.getTextWidget()));
        numbers.setBackground(viewer.getTextWidget().getBackground());
        return viewer;
    }

    private static void paint(StyledText before, StyledText now) {
        Color changed = Shades.dark(now) ? new Color(0x5a, 0x4a, 0x20) : new Color(0xff, 0xf1, 0xc4);
        for (RangeDifference range : RangeDifferencer.findDifferences(new Lines(before), new Lines(now))) {
            before.setLineBackground(range.leftStart(), range.leftLength(), changed);
            now.setLineBackground(range.rightStart(), range.rightLength(), changed);
        }
    }

    @Override
    public void setFocus() {
        focus.setFocus();
    }

    @Override
    public boolean isDirty() {
        return false;
    }

    @Override
    public boolean isSaveAsAllowed() {
        return false;
    }

    @Override
    public void doSave(IProgressMonitor monitor) {
        // There is nothing to save.
    }

    @Override
    public void doSaveAs() {
        // There is nothing to save.
    }

    /** The lines of a text, to be compared. */
    private record Lines(StyledText text) implements org.eclipse.compare.rangedifferencer.IRangeComparator {
        @Override
        public int getRangeCount() {
            return text.getLineCount();
        }

        @Override
        public boolean rangesEqual(int mine, org.eclipse.compare.rangedifferencer.IRangeComparator other, int theirs) {
            return text.getLine(mine).equals(((Lines) other).text.getLine(theirs));
        }

        @Override
        public boolean skipRangeComparison(int length, int most,
                org.eclipse.compare.rangedifferencer.IRangeComparator other) {
            return false;
        }
    }
}
