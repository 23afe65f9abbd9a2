/**
 * libvirt's domain XML for the same machine that QEMU's command line describes.
 *
 * <p>{@link org.underpass.hypervisor.libvirt.DomainXml#of} writes it from a
 * {@link org.underpass.hypervisor.machine.GuestMachine}. Every device on a PCI bus gets its address from the guest's
 * slot plan, so that libvirt chooses none and the guest is the same however it is started. Devices of the host are
 * {@code managed='no'}: the script {@code host/prepare.sh} owns them, and two owners would take them away from each
 * other. Facts: libvirt's formatdomain page and its RelaxNG schema.
 */
package org.underpass.hypervisor.libvirt;
