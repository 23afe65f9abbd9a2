package org.underpass.engine.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds any of many symptoms in a line in one pass over its characters: an automaton after Aho and Corasick knows a
 * fixed stretch of each, and only where one stands the whole symptom is compared. Costs about a millisecond to make
 * and nothing until then.
 */
final class SymptomIndex {
    /** A symptom needs that many fixed characters in a row, or it would be found everywhere. */
    static final int SHORTEST = 6;
    private static final int ANCHOR = 16;
    private static final int LETTERS = 128;
    /** What may stand in place of one {@code …}. */
    private static final int WIDEST = 300;

    /**
     * A symptom of something.
     *
     * @param owner  what it belongs to
     * @param text   the symptom as its owner wrote it
     * @param pieces its fixed stretches; the first or last may be empty
     * @param anchor the stretch that the automaton looks for
     */
    record Entry<T>(T owner, String text, List<String> pieces, String anchor) {
        /** How many characters are fixed: of two that fit a line, the one with more says more. */
        int weight() {
            return pieces.stream().mapToInt(String::length).sum();
        }
    }

    /**
     * A symptom found in a line.
     *
     * @param start where it begins in the line
     * @param holes what stands in place of each {@code …}
     */
    record Found<T>(Entry<T> entry, int start, List<String> holes) {
    }

    private final List<Entry<?>> entries = new ArrayList<>();
    private int[] next;
    private int[][] ends;

    /** Adds a symptom; one without enough fixed characters is left out. */
    <T> void add(T owner, String symptom) {
        List<String> pieces = List.of(symptom.strip().split("…", -1));
        String longest = "";
        for (String piece : pieces) {
            String plain = plain(piece);
            longest = plain.length() > longest.length() ? plain : longest;
        }
        if (longest.length() >= SHORTEST) {
            entries.add(new Entry<>(owner, symptom, pieces, longest));
        }
    }

    /** The longest stretch of a piece that is ASCII, cut to what an automaton needs. */
    private static String plain(String piece) {
        String best = "";
        for (String run : piece.split("[^ -~]+")) {
            best = run.length() > best.length() ? run : best;
        }
        // The end of a message tells more than its beginning, which is often the name of a device.
        return best.length() > ANCHOR ? best.substring(best.length() - ANCHOR) : best;
    }

    int size() {
        return entries.size();
    }

    /** All symptoms in a line, each once, at its first place. */
    void find(String line, Consumer<Found<?>> found) {
        if (next == null) {
            build();
        }
        int state = 0;
        List<Integer> candidates = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            state = c < LETTERS ? next[state * LETTERS + c] : 0;
            if (ends[state] != null) {
                candidates = candidates == null ? new ArrayList<>() : candidates;
                for (int one : ends[state]) {
                    if (!candidates.contains(one)) {
                        candidates.add(one);
                    }
                }
            }
        }
        if (candidates != null) {
            for (int one : candidates) {
                Found<?> match = match(entries.get(one), line);
                if (match != null) {
                    found.accept(match);
                }
            }
        }
    }

    private static <T> Found<T> match(Entry<T> entry, String line) {
        String first = entry.pieces().get(0);
        for (int start = line.indexOf(first); start >= 0; start = line.indexOf(first, start + 1)) {
            List<String> holes = holes(entry.pieces(), line, start + first.length());
            if (holes != null) {
                return new Found<>(entry, start, holes);
            }
            if (first.isEmpty()) {
                return null;
            }
        }
        return null;
    }

    private static List<String> holes(List<String> pieces, String line, int from) {
        List<String> holes = new ArrayList<>();
        int at = from;
        for (String piece : pieces.subList(1, pieces.size())) {
            int place = piece.isEmpty() ? line.length() : line.indexOf(piece, at);
            if (place < 0 || place - at > WIDEST && !piece.isEmpty()) {
                return null;
            }
            holes.add(line.substring(at, Math.min(place, at + WIDEST)).strip());
            at = place + piece.length();
        }
        return holes;
    }

    private void build() {
        int most = 1 + entries.stream().mapToInt(e -> e.anchor().length()).sum();
        int[] trie = new int[most * LETTERS];
        List<List<Integer>> at = new ArrayList<>();
        at.add(null);
        int count = 1;
        for (int e = 0; e < entries.size(); e++) {
            int node = 0;
            for (char c : entries.get(e).anchor().toCharArray()) {
                int slot = node * LETTERS + c;
                if (trie[slot] == 0) {
                    trie[slot] = count++;
                    at.add(null);
                }
                node = trie[slot];
            }
            if (at.get(node) == null) {
                at.set(node, new ArrayList<>());
            }
            at.get(node).add(e);
        }
        link(trie, at, count);
        next = Arrays.copyOf(trie, count * LETTERS);
        ends = new int[count][];
        for (int node = 0; node < count; node++) {
            ends[node] = at.get(node) == null ? null : at.get(node).stream().mapToInt(i -> i).toArray();
        }
    }

    /** Breadth first: where a node has no way on for a letter, it goes where its longest proper suffix goes. */
    private static void link(int[] trie, List<List<Integer>> at, int count) {
        int[] suffix = new int[count];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int c = 0; c < LETTERS; c++) {
            if (trie[c] != 0) {
                queue.add(trie[c]);
            }
        }
        while (!queue.isEmpty()) {
            int node = queue.remove();
            List<Integer> inherited = at.get(suffix[node]);
            if (inherited != null) {
                List<Integer> both = at.get(node) == null ? new ArrayList<>() : new ArrayList<>(at.get(node));
                both.addAll(inherited);
                at.set(node, both);
            }
            for (int c = 0; c < LETTERS; c++) {
                int way = node * LETTERS + c;
                int other = trie[suffix[node] * LETTERS + c];
                if (trie[way] == 0) {
                    trie[way] = other;
                } else {
                    suffix[trie[way]] = other;
                    queue.add(trie[way]);
                }
            }
        }
    }
}
