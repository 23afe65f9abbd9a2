package org.underpass.host;

import java.nio.file.Path;
import java.util.List;

/** The corpora for tests in packages below this one. */
public final class CorpusFiles {
    private CorpusFiles() {
    }

    /** Files in a folder of the corpora, by name, or the test is skipped. */
    public static List<Path> in(String folder) {
        return Corpora.files(folder);
    }

    /** A file of the corpora, or the test is skipped. */
    public static Path need(String file) {
        return Corpora.need(file);
    }
}
