package org.underpass.profile;

import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.Span;

/** What a profile file says: one virtual machine, or a kind of device. An immutable value. */
public sealed interface Profile permits VmProfile, DeviceProfile {
    /** The text it was read from, with the place of every value. */
    ProfileSource source();

    /** Its name, safe for file names, unit names and the configuration of every hypervisor. */
    String name();

    /** The name of the file, as given to the reader. */
    default String fileName() {
        return source().fileName();
    }

    /**
     * Where the value at a path stands, such as {@code devices[0].address}. Where the profile does not have it, the
     * place of the nearest enclosing value that it has: good for a marker about something that is missing.
     *
     * @throws IllegalArgumentException if the path is malformed
     */
    default Span span(String path) {
        return source().nearestSpan(path);
    }
}
