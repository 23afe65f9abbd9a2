/**
 * The backend {@code kvm}: QEMU with KVM, devices given away through VFIO.
 *
 * <p>{@link org.underpass.hypervisor.kvm.KvmHypervisor} is the component. What it writes for a machine: a script and a
 * JSON list with QEMU's command line, libvirt's domain XML for the same machine, the preparation of the host with its
 * inverse, kernel arguments, modprobe configuration, the forecast of resets, and notes for people.
 */
package org.underpass.hypervisor.kvm;
