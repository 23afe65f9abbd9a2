/**
 * Import of command lines of QEMU: a shell script, the line of a process list, a JSON list of arguments, or
 * {@code /proc/PID/cmdline}. {@code Words} takes them apart, {@code CommandLine} reads the options.
 */
package org.underpass.hypervisor.qemu.imports;
