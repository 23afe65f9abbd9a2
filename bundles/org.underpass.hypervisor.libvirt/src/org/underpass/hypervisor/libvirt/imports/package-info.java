/**
 * Import of libvirt's domain XML (formatdomain). {@link org.underpass.hypervisor.libvirt.imports.DomainImporter} reads
 * the document, {@code DomainBasics} the machine itself, {@code DomainHardware} its devices; {@code SlotPlan} hands out
 * the PCI places that libvirt would, where the document names none.
 */
package org.underpass.hypervisor.libvirt.imports;
