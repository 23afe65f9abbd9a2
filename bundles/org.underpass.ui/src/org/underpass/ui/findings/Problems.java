package org.underpass.ui.findings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The problems of all open profiles. Used on the UI thread only. */
public final class Problems {
    /** Hears of changes, on the UI thread. */
    public interface Listener {
        /**
         * @param gone  no longer there
         * @param added new, or changed in more than their place
         */
        void problemsChanged(List<Problem> gone, List<Problem> added);
    }

    private static final Problems SHARED = new Problems();
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::severity)
            .thenComparing(p -> p.file().toString()).thenComparingInt(Problem::line).thenComparing(Problem::key);

    private final Map<Path, List<Problem>> byFile = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private Problems() {
    }

    /** The one list of the workbench. */
    public static Problems shared() {
        return SHARED;
    }

    /** Replaces the problems of a file; listeners hear only of what is different. */
    public void put(Path file, List<Problem> problems) {
        List<Problem> before = byFile.getOrDefault(file, List.of());
        List<Problem> gone = new ArrayList<>(before);
        gone.removeAll(problems);
        List<Problem> added = new ArrayList<>(problems);
        added.removeAll(before);
        if (problems.isEmpty()) {
            byFile.remove(file);
        } else {
            byFile.put(file, List.copyOf(problems));
        }
        if (!gone.isEmpty() || !added.isEmpty()) {
            listeners.forEach(l -> l.problemsChanged(gone, added));
        }
    }

    /** All, gravest first, then by place. */
    public List<Problem> all() {
        return byFile.values().stream().flatMap(List::stream).sorted(ORDER).toList();
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }
}
