package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jface.text.ITextViewer;
import org.eclipse.jface.text.contentassist.CompletionProposal;
import org.eclipse.jface.text.contentassist.ICompletionProposal;
import org.eclipse.jface.text.contentassist.IContentAssistProcessor;
import org.eclipse.jface.text.contentassist.IContextInformation;
import org.eclipse.jface.text.contentassist.IContextInformationValidator;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.language.Type;
import org.underpass.profile.language.Word;
import org.underpass.ui.Images;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.HostLabels;
import org.underpass.ui.hosts.Machine;

/** Completes keys and words from the profile language, and addresses from the host. */
final class Completion implements IContentAssistProcessor {
    private final ProfileModel model;

    Completion(ProfileModel model) {
        this.model = model;
    }

    @Override
    public ICompletionProposal[] computeCompletionProposals(ITextViewer viewer, int offset) {
        String text = model.document().get();
        boolean device = model.file().toString().endsWith(ProfileLanguage.DEVICE_SUFFIX);
        Place place = Place.at(text, offset);
        List<ICompletionProposal> all = new ArrayList<>();
        if (place.key().isPresent()) {
            place.valueKey(device).ifPresent(k -> values(k, place, offset, all));
        } else {
            place.language(device).ifPresent(keys -> keys(keys, place, offset, text, all));
        }
        return all.toArray(ICompletionProposal[]::new);
    }

    private void keys(Type.Keys keys, Place place, int offset, String text, List<ICompletionProposal> out) {
        boolean colon = offset < text.length() && text.charAt(offset) == ':';
        for (Type.Key key : keys.keys()) {
            if (fits(key.name(), place.prefix())) {
                String insert = key.name() + (colon ? "" : isScalar(key.type()) ? ": " : ":");
                out.add(new CompletionProposal(insert, place.start(), offset - place.start(), insert.length(),
                        Images.get("key"), key.name(), null, explain(key)));
            }
        }
    }

    private static boolean isScalar(Type type) {
        return !(type instanceof Type.Keys || type instanceof Type.Items || type instanceof Type.Table);
    }

    private void values(Type.Key key, Place place, int offset, List<ICompletionProposal> out) {
        switch (key.type()) {
            case Type.Choice choice -> {
                for (Word word : choice.words()) {
                    add(word.word(), word.word(), word.meaning(), "word", place, offset, out);
                }
            }
            case Type.Flag flag -> {
                add("true", "true", key.meaning(), "word", place, offset, out);
                add("false", "false", key.meaning(), "word", place, offset, out);
            }
            default -> {
                if (key.name().equals("address")) {
                    addresses(place, offset, out);
                }
            }
        }
    }

    private void addresses(Place place, int offset, List<ICompletionProposal> out) {
        Optional<Machine> machine = model.checked().flatMap(Checked::machine);
        List<FunctionNode> nodes = new ArrayList<>(machine.map(m -> m.functions().values()).orElse(List.of()));
        nodes.sort(Comparator.comparing(n -> !n.isCard()));
        for (FunctionNode node : nodes) {
            if (!node.partOfBoard()) {
                String address = node.function().address().toString();
                String bare = place.prefix().replace("\"", "");
                if (address.contains(bare) || fits(node.name(), bare)) {
                    String insert = '"' + address + '"';
                    out.add(new CompletionProposal(insert, place.start(), offset - place.start(), insert.length(),
                            Images.get(HostLabels.icon(node)), address + "  " + node.name(), null, node.kind()
                                    + ", driver " + node.driver() + node.verdict().map(v -> "<br>"
                                            + FunctionNode.words(v.verdict())).orElse("")));
                }
            }
        }
    }

    private static void add(String insert, String shown, String meaning, String image, Place place, int offset,
            List<ICompletionProposal> out) {
        if (fits(shown, place.prefix())) {
            out.add(new CompletionProposal(insert, place.start(), offset - place.start(), insert.length(),
                    Images.get(image), shown, null, meaning));
        }
    }

    private static boolean fits(String word, String typed) {
        return word.toLowerCase(Locale.ROOT).startsWith(typed.toLowerCase(Locale.ROOT));
    }

    /** What a key is for, and what it takes. */
    static String explain(Type.Key key) {
        StringBuilder out = new StringBuilder(key.meaning());
        switch (key.type()) {
            case Type.Choice choice -> choice.words().forEach(w -> out.append("<br><b>").append(w.word())
                    .append("</b>  ").append(w.meaning()));
            case Type.Size size -> out.append("<br>A size with its unit, such as 8 GiB.");
            case Type.Time time -> out.append("<br>A time with its unit, such as 30 s.");
            case Type.Whole whole -> out.append("<br>A whole number from ").append(whole.least()).append(" to ")
                    .append(whole.most()).append('.');
            case Type.Flag flag -> out.append("<br><b>true</b> or <b>false</b>");
            case Type.Form form -> out.append("<br>").append(form.expected());
            default -> { }
        }
        key.later().ifPresent(l -> out.append("<br><i>Understood and kept, but nothing is done with it yet: ").append(l)
                .append(" is not there.</i>"));
        return out.toString();
    }

    @Override
    public IContextInformation[] computeContextInformation(ITextViewer viewer, int offset) {
        return new IContextInformation[0];
    }

    @Override
    public char[] getCompletionProposalAutoActivationCharacters() {
        return new char[0];
    }

    @Override
    public char[] getContextInformationAutoActivationCharacters() {
        return new char[0];
    }

    @Override
    public String getErrorMessage() {
        return null;
    }

    @Override
    public IContextInformationValidator getContextInformationValidator() {
        return null;
    }
}
