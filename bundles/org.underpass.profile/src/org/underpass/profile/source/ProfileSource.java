package org.underpass.profile.source;

import java.util.List;
import java.util.Optional;

/**
 * The text of a profile with the tree of its values, each with its place: the one model behind the source page, the
 * form and every quick fix. Immutable; an edit gives a new one. Making one parses the text once, in time linear in its
 * length; never throws for what stands in the text.
 */
public final class ProfileSource {
    /** The most bytes that a profile may have: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;
    /** The deepest nesting of mappings and lists. */
    public static final int MAX_DEPTH = 64;
    /** The most values, aliases counted as often as they are used. */
    public static final int MAX_NODES = 100_000;

    private final String fileName;
    private final String text;
    private final Lines lines;
    private final SourceParser.Outcome outcome;

    private ProfileSource(String fileName, String text) {
        this.fileName = fileName;
        this.text = text;
        lines = new Lines(text);
        outcome = SourceParser.parse(text, lines);
    }

    /**
     * Parses a text.
     *
     * @param text the text without byte order mark
     * @param fileName what messages call it
     */
    public static ProfileSource parse(String text, String fileName) {
        return new ProfileSource(fileName, text);
    }

    /** What messages call it. */
    public String fileName() {
        return fileName;
    }

    /** The text without byte order mark, line breaks as they are. */
    public String text() {
        return text;
    }

    /** The tree; absent when there is nothing but comments, or when the text is no YAML. */
    public Optional<SourceNode> root() {
        return outcome.root();
    }

    /** What keeps the text from being YAML as profiles use it; sorted by nothing. */
    public List<ProfileProblem> problems() {
        return outcome.problems();
    }

    /** Whether the tree is whole, so that the text may be edited through it. */
    public boolean isSound() {
        return outcome.problems().isEmpty();
    }

    /**
     * The value at a path, aliases followed; of a key that stands there twice the first.
     *
     * @throws IllegalArgumentException if the path is malformed
     */
    public Optional<SourceNode> node(String path) {
        return Walk.along(this, ProfilePath.parse(path)).found().map(SourceNode::resolved);
    }

    /** Where the value at a path stands; absent when it is not there. */
    public Optional<Span> span(String path) {
        return Walk.along(this, ProfilePath.parse(path)).found().map(SourceNode::span);
    }

    /** Where the key of a path stands; absent when it is not there or the path ends in a position. */
    public Optional<Span> keySpan(String path) {
        return Walk.along(this, ProfilePath.parse(path)).key().map(SourceNode.Scalar::span);
    }

    /**
     * Where the value at a path stands, or what is nearest to it: the key of the innermost enclosing value that is
     * there, or the start of the text.
     */
    public Span nearestSpan(String path) {
        return Walk.along(this, ProfilePath.parse(path)).nearest();
    }

    /** The path of the innermost value whose key or value covers an offset; empty for the profile as a whole. */
    public String pathAt(int offset) {
        return root().map(node -> Walk.pathAt(node, "", offset)).orElse("");
    }

    /** The span of a stretch of this text. */
    public Span spanOf(int offset, int length) {
        return lines.span(offset, length);
    }

    /**
     * The smallest replacement that brings about a change and nothing else: comments, order and the rest of the text
     * stay. The outcome is read back and compared before it is given out.
     *
     * @throws EditRefusedException if the text is broken, or the change would touch a value that is shared through an
     *     alias
     * @throws IllegalArgumentException if the path is malformed or the value is of a type that profiles do not have
     */
    public TextEdit textEdit(ProfileEdit edit) {
        return new SourceEditor(this, lines).edit(edit);
    }

    /** This text after a change; see {@link #textEdit}. */
    public ProfileSource with(ProfileEdit edit) {
        return parse(textEdit(edit).applyTo(text), fileName);
    }

    /** Short for {@link #with} a {@link ProfileEdit.Set}. */
    public ProfileSource set(String path, Object value) {
        return with(new ProfileEdit.Set(path, value));
    }

    /** Short for {@link #with} a {@link ProfileEdit.Remove}. */
    public ProfileSource remove(String path) {
        return with(new ProfileEdit.Remove(path));
    }

    /** Short for {@link #with} a {@link ProfileEdit.Add}. */
    public ProfileSource add(String listPath, Object value) {
        return with(new ProfileEdit.Add(listPath, value));
    }

    /** Equal when file name and text are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ProfileSource source && source.text.equals(text) && source.fileName.equals(fileName);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The file name; the text would be too long. */
    @Override
    public String toString() {
        return "ProfileSource[" + fileName + "]";
    }
}
