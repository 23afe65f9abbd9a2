package org.underpass.ui;

import java.util.Optional;
import org.underpass.pci.PciAddress;

/**
 * Something that can be selected and explained. All views put subjects into their selection, so that each can follow the
 * others, and the Properties view can explain whatever is selected.
 */
public interface Subject {
    /** The explanation. Cheap: it is asked for on the UI thread. */
    Description description();

    /** The name of the host it belongs to, as it was opened; empty for what belongs to none. */
    default Optional<String> hostSpec() {
        return Optional.empty();
    }

    /** The function it is about; empty where it is about several or none. */
    default Optional<PciAddress> address() {
        return Optional.empty();
    }
}
