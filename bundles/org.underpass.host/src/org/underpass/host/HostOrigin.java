package org.underpass.host;

import java.util.Objects;

/**
 * What a host was read from.
 *
 * @param kind        the kind of source
 * @param description for people: the path, or the name of a simulated machine
 */
public record HostOrigin(Kind kind, String description) {
    public HostOrigin {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(description);
    }

    /** Kinds of sources. */
    public enum Kind {
        /** The machine that we run on. */
        LIVE,
        /** A folder that holds a captured root. */
        FOLDER,
        /** An archive that holds a captured root. */
        ARCHIVE,
        /** Output of lspci. */
        TEXT,
        /** A simulated machine that ships with the product. */
        DEMO
    }
}
