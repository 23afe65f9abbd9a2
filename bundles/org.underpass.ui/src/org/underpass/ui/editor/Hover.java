package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.text.DefaultInformationControl;
import org.eclipse.jface.text.IInformationControlCreator;
import org.eclipse.jface.text.IRegion;
import org.eclipse.jface.text.ITextHover;
import org.eclipse.jface.text.ITextHoverExtension;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.Region;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileLanguage;
import org.underpass.ui.findings.Problem;
import org.underpass.ui.hosts.FunctionNode;

/** Explains what is under the pointer: a problem, a key of the language, an address of the host. */
final class Hover implements ITextHover, ITextHoverExtension {
    private final ProfileModel model;

    Hover(ProfileModel model) {
        this.model = model;
    }

    @Override
    public String getHoverInfo(ITextViewer viewer, IRegion region) {
        String text = model.document().get();
        int offset = Math.min(region.getOffset(), text.length());
        List<String> parts = new ArrayList<>();
        model.checked().stream().flatMap(c -> c.problems().stream())
                .filter(p -> p.span().filter(s -> s.covers(offset)).isPresent())
                .map(Hover::problem).forEach(parts::add);
        int end = offset;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)))) {
            end++;
        }
        boolean device = model.file().toString().endsWith(ProfileLanguage.DEVICE_SUFFIX);
        Place place = Place.at(text, Math.min(text.length(), end + (end < text.length() && text.charAt(end) == ':'
                ? 1 : 0)));
        place.valueKey(device).ifPresent(k -> parts.add("<b>" + k.name() + "</b>  " + Completion.explain(k)));
        word(text, offset).flatMap(PciAddress::tryParse)
                .flatMap(a -> model.checked().flatMap(Checked::machine).map(m -> m.functions().get(a)))
                .ifPresent(n -> parts.add(function(n)));
        return parts.isEmpty() ? null : String.join("<p>", parts);
    }

    private static String problem(Problem p) {
        return "<b>" + p.severity().word() + "</b>  " + escape(p.message()) + "<br>" + escape(p.why());
    }

    private static String function(FunctionNode node) {
        return "<b>" + node.function().address() + "</b>  " + escape(node.name()) + "<br>" + escape(node.kind())
                + ", driver " + node.driver() + node.verdict().map(v -> "<br>" + FunctionNode.words(v.verdict()))
                        .orElse("");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static Optional<String> word(String text, int offset) {
        int start = offset;
        while (start > 0 && part(text.charAt(start - 1))) {
            start--;
        }
        int end = offset;
        while (end < text.length() && part(text.charAt(end))) {
            end++;
        }
        return start == end ? Optional.empty() : Optional.of(text.substring(start, end));
    }

    private static boolean part(char c) {
        return Character.isLetterOrDigit(c) || c == ':' || c == '.';
    }

    @Override
    public IRegion getHoverRegion(ITextViewer viewer, int offset) {
        return new Region(offset, 0);
    }

    @Override
    public IInformationControlCreator getHoverControlCreator() {
        return shell -> new DefaultInformationControl(shell, false);
    }
}
