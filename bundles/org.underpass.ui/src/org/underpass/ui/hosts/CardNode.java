package org.underpass.ui.hosts;

import java.util.Optional;
import org.underpass.pci.PciAddress;
import org.underpass.ui.Description;
import org.underpass.ui.Subject;

/**
 * A graphics card, listed right below its host because it is what people come for; its function also stands in its group.
 *
 * @param node the display function
 */
public record CardNode(FunctionNode node) implements Subject {
    @Override
    public Description description() {
        return node.description();
    }

    @Override
    public Optional<String> hostSpec() {
        return node.hostSpec();
    }

    @Override
    public Optional<PciAddress> address() {
        return node.address();
    }
}
