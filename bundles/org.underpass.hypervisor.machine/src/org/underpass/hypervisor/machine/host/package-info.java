/**
 * Preparing a host for a guest, as files that a person can read first.
 *
 * <p>{@link org.underpass.hypervisor.machine.host.StepScript} turns a list of
 * {@link org.underpass.hypervisor.machine.host.HostStep steps}, each with its inverse, into two POSIX shell scripts:
 * one that does them and undoes what it did when one fails, and one that undoes all.
 * {@link org.underpass.hypervisor.machine.host.KernelAdvice} says which kernel arguments this host needs more or less,
 * and {@link org.underpass.hypervisor.machine.host.ForecastText} how the devices would reset.
 */
package org.underpass.hypervisor.machine.host;
