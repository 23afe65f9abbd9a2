package org.underpass.profile.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.underpass.profile.source.ProfileProblem.Code;

/**
 * Builds the tree from the events of the YAML parser, within limits, and says in plain words what is wrong. Works on
 * events and not on composed nodes because those stop at the first duplicate key, lose the place of aliases and have
 * no limit for depth.
 */
final class SourceParser {
    private final Lines lines;
    private final String text;
    private final List<ProfileProblem> problems = new ArrayList<>();
    private final Map<String, Anchor> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private ParserImpl events;
    /** Values so far, those behind aliases counted again at each use: a bomb is found before anyone unrolls it. */
    private long nodes;
    private int deepest;
    private int lastTab = -1;

    private SourceParser(String text, Lines lines) {
        this.text = text;
        this.lines = lines;
    }

    /** An anchored node, how many values it holds and how deep it nests. */
    private record Anchor(SourceNode node, long size, int height) {
    }

    /** What was found. */
    record Outcome(Optional<SourceNode> root, List<ProfileProblem> problems) {
    }

    static Outcome parse(String text, Lines lines) {
        return new SourceParser(text, lines).run();
    }

    private Outcome run() {
        if (forbiddenCharacter()) {
            return new Outcome(Optional.empty(), problems);
        }
        LoadSettings settings = LoadSettings.builder().setLabel("profile").setUseMarks(true)
                .setBufferSize(Math.max(16, text.length() + 1)).setCodePointLimit(Integer.MAX_VALUE).build();
        Optional<SourceNode> root = Optional.empty();
        try {
            events = new ParserImpl(settings, new StreamReader(settings, text));
            root = documents();
        } catch (Stop stop) {
            // the problem is already on the list
        } catch (MarkedYamlEngineException e) {
            syntax(e);
        } catch (YamlVersionException e) {
            report(Code.SYNTAX, Span.START, "the file says that it is YAML of another version: profiles are YAML 1.2");
        } catch (YamlEngineException | IllegalArgumentException e) {
            // Thrown without a place by the parser for escapes beyond Unicode, of which only \U can be one.
            int escape = Math.max(0, text.indexOf("\\U"));
            report(Code.SYNTAX, lines.span(escape, 0), "an escape here stands for no character");
        }
        if (root.isPresent() && text.indexOf('\t') >= 0) {
            tabs(root.get());
        }
        return new Outcome(root, problems);
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop() {
            super(null, null, false, false);
        }
    }

    private void report(Code code, Span span, String message) {
        problems.add(ProfileProblem.error(code, message, "", span));
    }

    private Stop stop(Code code, Span span, String message) {
        report(code, span, message);
        return new Stop();
    }

    /** Characters that YAML does not allow; reported before parsing because the parser gives no line for them. */
    private boolean forbiddenCharacter() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t') {
                continue;
            }
            int point = text.codePointAt(i);
            if (!StreamReader.isPrintable(point)) {
                String name = point == 0 ? "a NUL character" : "the control character U+%04X".formatted(point);
                report(Code.FORBIDDEN_CHARACTER, lines.span(i, 1), name + " is not allowed in a profile");
                return true;
            }
            i += Character.charCount(point) - 1;
        }
        return false;
    }

    private Optional<SourceNode> documents() {
        events.next();
        Optional<SourceNode> root = Optional.empty();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return root;
        }
        events.next();
        SourceNode node = node(events.next(), 0);
        if (!(node instanceof SourceNode.Scalar scalar && scalar.isNull() && scalar.span().length() == 0)) {
            root = Optional.of(node);
        }
        events.next();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            report(Code.SEVERAL_DOCUMENTS, start(events.peekEvent()),
                    "a second document starts here: a profile is one document, write a second file");
        }
        return root;
    }

    private SourceNode node(Event event, int depth) {
        if (++nodes > ProfileSource.MAX_NODES) {
            throw stop(Code.TOO_LARGE, start(event), "more than " + ProfileSource.MAX_NODES + " values in one profile");
        }
        depth(event, depth);
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        NodeEvent nodeEvent = (NodeEvent) event;
        String anchor = nodeEvent.getAnchor().map(a -> a.getValue()).orElse(null);
        long before = nodes - 1;
        int deepestBefore = deepest;
        deepest = depth;
        if (anchor != null) {
            open.add(anchor);
        }
        SourceNode node;
        // No pattern switches on the way of every reading: each costs milliseconds in a fresh process.
        if (nodeEvent instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (nodeEvent instanceof SequenceStartEvent sequence) {
            node = sequence(sequence, depth);
        } else {
            node = mapping((CollectionStartEvent) nodeEvent, depth);
        }
        if (anchor != null) {
            open.remove(anchor);
            anchors.put(anchor, new Anchor(node, nodes - before, deepest - depth));
        }
        deepest = Math.max(deepest, deepestBefore);
        return node;
    }

    private void depth(Event event, int depth) {
        if (depth > ProfileSource.MAX_DEPTH) {
            throw stop(Code.TOO_DEEP, start(event), "nested deeper than " + ProfileSource.MAX_DEPTH + " levels");
        }
    }

    private SourceNode alias(AliasEvent alias, int depth) {
        String name = alias.getAlias().getValue();
        Span span = span(alias);
        Anchor target = anchors.get(name);
        if (open.contains(name)) {
            throw stop(Code.ALIAS_BOMB, span, "*" + name + " stands within &" + name + " itself: it would never end");
        }
        if (target == null) {
            report(Code.UNKNOWN_ANCHOR, span, "*" + name + " refers to an anchor that is not there: no &" + name
                    + " stands above");
            return new SourceNode.Scalar(span, "", SourceNode.Style.PLAIN);
        }
        depth(alias, depth + target.height);
        deepest = Math.max(deepest, depth + target.height);
        nodes += target.size;
        if (nodes > ProfileSource.MAX_NODES) {
            throw stop(Code.ALIAS_BOMB, span, "the aliases in this profile multiply to more than "
                    + ProfileSource.MAX_NODES + " values");
        }
        return new SourceNode.Alias(span, name, target.node.resolved());
    }

    private SourceNode.Scalar scalar(ScalarEvent event) {
        event.getTag().ifPresent(tag -> tag(event, tag));
        SourceNode.Style style = event.isPlain() ? SourceNode.Style.PLAIN
                : event.getScalarStyle() == ScalarStyle.LITERAL || event.getScalarStyle() == ScalarStyle.FOLDED
                        ? SourceNode.Style.BLOCK : SourceNode.Style.QUOTED;
        Span span = span(event);
        if (style == SourceNode.Style.BLOCK) {
            int end = span.end();
            while (end > span.offset() && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            span = lines.span(span.offset(), end - span.offset());
        }
        return new SourceNode.Scalar(span, event.getValue(), style);
    }

    private void tag(Event event, String tag) {
        report(Code.TAG, start(event), "the tag " + tag.replace("tag:yaml.org,2002:", "!!")
                + " has no meaning in a profile: remove it");
    }

    private SourceNode sequence(SequenceStartEvent event, int depth) {
        event.getTag().ifPresent(tag -> tag(event, tag));
        List<SourceNode> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(events.next(), depth + 1));
        }
        return new SourceNode.Sequence(collectionSpan(event, events.next(), items.isEmpty() ? null : items.getLast()),
                List.copyOf(items), event.isFlow());
    }

    private SourceNode mapping(CollectionStartEvent event, int depth) {
        event.getTag().ifPresent(tag -> tag(event, tag));
        List<SourceNode.Entry> entries = new ArrayList<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            SourceNode key = node(events.next(), depth + 1);
            SourceNode value = node(events.next(), depth + 1);
            if (key instanceof SourceNode.Scalar scalar) {
                entries.add(new SourceNode.Entry(scalar, value));
            } else {
                report(Code.SYNTAX, key.span(), "a key must be a plain word, not a list, a mapping or an alias");
            }
        }
        return new SourceNode.Mapping(
                collectionSpan(event, events.next(), entries.isEmpty() ? null : entries.getLast().value()),
                List.copyOf(entries), event.isFlow());
    }

    /** A block collection ends, for the parser, where the next thing starts; for us, with its last content. */
    private Span collectionSpan(CollectionStartEvent start, Event end, SourceNode last) {
        int from = start(start).offset();
        int to = start.isFlow() || last == null ? end(end) : Math.max(from, last.span().end());
        return lines.span(from, Math.max(0, to - from));
    }

    private Span start(Event event) {
        return event.getStartMark().map(mark -> lines.span(lines.offset(mark.getIndex()), 0)).orElse(Span.START);
    }

    private int end(Event event) {
        return event.getEndMark().map(mark -> lines.offset(mark.getIndex())).orElse(text.length());
    }

    private Span span(Event event) {
        int from = start(event).offset();
        return lines.span(from, Math.max(0, end(event) - from));
    }

    private void syntax(MarkedYamlEngineException e) {
        boolean unclosed = e.getContext() != null && e.getContext().contains("quoted scalar")
                && e.getProblem() != null && e.getProblem().contains("end of stream");
        Optional<Mark> mark = unclosed ? e.getContextMark() : e.getProblemMark().or(e::getContextMark);
        int offset = Math.min(text.length(), mark.map(m -> lines.offset(m.getIndex())).orElse(0));
        Span place = lines.span(offset, 0);
        int tab = leadingTab(offset);
        if (tab < 0 && place.line() > 1) {
            tab = leadingTab(lines.lineStart(place.line() - 1));
        }
        if (tab >= 0) {
            tabProblem(tab);
            return;
        }
        String problem = e.getProblem() == null ? oneLine(e.getMessage()) : oneLine(e.getProblem());
        if (problem.startsWith("found undefined alias")) {
            report(Code.UNKNOWN_ANCHOR, place, problem);
        } else {
            report(Code.SYNTAX, place, SyntaxWords.explain(problem, e.getContext(), e.getContextMark()
                    .map(m -> m.getLine() + 1).orElse(0)));
        }
    }

    private static String oneLine(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    private void tabProblem(int offset) {
        report(Code.TAB, lines.span(offset, 1), "a tab is used for indentation: YAML allows only spaces there");
    }

    /** The offset of a tab in the indentation of the line that holds an offset, or -1. */
    private int leadingTab(int offset) {
        for (int i = lines.lineStart(lines.line(offset)); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                return i;
            }
            if (c != ' ' && c != '-') {
                return -1;
            }
        }
        return -1;
    }

    /** Tabs that the parser lets pass between block entries, but that other readers refuse. */
    private void tabs(SourceNode node) {
        if (node instanceof SourceNode.Mapping mapping && !mapping.flow()) {
            for (SourceNode.Entry entry : mapping.entries()) {
                tab(entry.key());
                tabs(entry.value());
            }
        } else if (node instanceof SourceNode.Sequence sequence && !sequence.flow()) {
            for (SourceNode item : sequence.items()) {
                tab(item);
                tabs(item);
            }
        }
    }

    private void tab(SourceNode node) {
        int tab = leadingTab(node.span().offset());
        if (tab >= 0 && tab < node.span().offset() && tab != lastTab) {
            lastTab = tab;
            tabProblem(tab);
        }
    }
}
