package org.underpass.pci;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The capabilities of a configuration space, taken apart when somebody first looks. Most questions look at few of a
 * host's functions, and decoding all of them would be a good part of a short command's time. Immutable to the outside,
 * and safe for use from any thread.
 */
final class LazyCapabilities extends AbstractList<Capability> implements RandomAccess {
    private final ConfigSpace config;
    private volatile List<Capability> decoded;

    LazyCapabilities(ConfigSpace config) {
        this.config = config;
    }

    private List<Capability> decoded() {
        List<Capability> known = decoded;
        if (known == null) {
            // Two threads may both decode; they get equal lists.
            known = List.copyOf(Capabilities.decode(config));
            decoded = known;
        }
        return known;
    }

    @Override
    public Capability get(int index) {
        return decoded().get(index);
    }

    @Override
    public int size() {
        return decoded().size();
    }
}
