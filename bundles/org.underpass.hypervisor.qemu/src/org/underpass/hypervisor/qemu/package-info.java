/**
 * QEMU's command line as values.
 *
 * <p>{@link org.underpass.hypervisor.qemu.QemuCommandLine} is a list of options, each a
 * {@link org.underpass.hypervisor.qemu.QemuOption}, and renders itself for a shell and as JSON. The classes
 * {@code QemuBoard}, {@code QemuStorage}, {@code QemuNetwork} and so on each turn one part of a
 * {@link org.underpass.hypervisor.machine.GuestMachine} into options; the backends choose which of them they use.
 *
 * <p>Options are those that QEMU 7.2 has. What came later is written only where the host shows a QEMU that has it, and
 * reported otherwise. Facts read in QEMU's documentation and in the QAPI schemas.
 */
package org.underpass.hypervisor.qemu;
