package org.underpass.ui.iommu;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.underpass.pci.PciAddress;
import org.underpass.ui.Description;
import org.underpass.ui.Subject;

/**
 * A line of the IOMMU tree. Immutable but for its description, which is made when first asked for.
 *
 * @param title    the line
 * @param detail   what stands behind it, dimmed; may be empty
 * @param image    name of its image
 * @param host     the host, as it was opened
 * @param function the function it is about
 * @param explain  makes the description
 */
record IommuNode(String title, String detail, String image, String host, Optional<PciAddress> function,
        List<IommuNode> children, Supplier<Description> explain) implements Subject {
    IommuNode {
        children = List.copyOf(children);
    }

    @Override
    public Description description() {
        return explain.get();
    }

    @Override
    public Optional<String> hostSpec() {
        return Optional.of(host);
    }

    @Override
    public Optional<PciAddress> address() {
        return function;
    }
}
