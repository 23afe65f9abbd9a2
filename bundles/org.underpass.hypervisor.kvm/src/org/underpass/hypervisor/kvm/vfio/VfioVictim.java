package org.underpass.hypervisor.kvm.vfio;

import org.underpass.pci.PciAddress;

/**
 * A function that a hot reset hits: the one asked about, and all that share its bus or slot.
 *
 * @param address the function
 * @param group   number of its IOMMU group
 */
public record VfioVictim(PciAddress address, int group) {
}
