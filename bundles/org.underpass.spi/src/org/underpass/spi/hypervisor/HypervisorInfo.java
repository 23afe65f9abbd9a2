package org.underpass.spi.hypervisor;

/**
 * What a backend is.
 *
 * @param id       the word for {@code --backend}: lower case letters, digits and dashes
 * @param title    its name for people
 * @param needsIommu whether a real device is given away: without an IOMMU of the host such a machine cannot start
 */
public record HypervisorInfo(String id, String title, boolean needsIommu) {
}
