/**
 * The backend {@code emulator}: a rehearsal of a machine on any computer, without KVM, without an IOMMU, without
 * touching a device or a file of the host but its firmware.
 *
 * <p>{@link org.underpass.hypervisor.emulator.EmulatorHypervisor} is the component. The guest has the mainboard,
 * firmware, slots and virtual adapter of the machine, an emulated IOMMU, and an imitated device of the same class in
 * the place of each that would be given away.
 */
package org.underpass.hypervisor.emulator;
