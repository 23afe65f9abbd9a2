/**
 * One guest as every backend sees it, before any syntax. {@link org.underpass.hypervisor.machine.GuestMachine} fills
 * in what a profile leaves to the backend (names, UUID, MAC addresses, buses, formats), and
 * {@link org.underpass.hypervisor.machine.GuestSlots} decides where on the guest's PCI buses each device sits, so that
 * QEMU's command line and libvirt's XML describe the same machine.
 * {@link org.underpass.hypervisor.machine.FirmwarePlan} chooses from the firmware descriptors of the host, and
 * {@link org.underpass.hypervisor.machine.Report} collects what cannot be done as the profile says.
 *
 * <p>Used by our own backends only; not an interface for others.
 */
package org.underpass.hypervisor.machine;
