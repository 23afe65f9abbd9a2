/**
 * Running QEMU: starting it, speaking with it, watching it, ending it.
 *
 * <p>{@link org.underpass.hypervisor.qemu.run.QemuStart} takes a command line that a backend has worked out, adds what
 * belongs to running (monitors, log, going into the background) and gives back a
 * {@link org.underpass.hypervisor.qemu.run.QemuGuest}, which any other process finds again in the run folder
 * ({@link org.underpass.hypervisor.qemu.run.RunFolder}). {@link org.underpass.hypervisor.qemu.run.Qmp} is the machine
 * protocol (QEMU, docs/interop/qmp-spec).
 *
 * <p>Rules of the house: a monitor of QEMU serves one client at a time, so commands connect, ask and leave, and there
 * are monitors of their own for those who watch. Everything has a time limit. A process is known by its number and
 * the moment it was started, since numbers come round again. The end of a process is seen by its hanging up; only
 * between that and its last breath, milliseconds, is it looked for.
 */
package org.underpass.hypervisor.qemu.run;
