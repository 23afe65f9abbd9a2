/**
 * Putting hostile values into the formats that backends write, the same bytes on any machine:
 * {@link org.underpass.hypervisor.machine.text.Sh} for POSIX shell,
 * {@link org.underpass.hypervisor.machine.text.Json} for JSON,
 * {@link org.underpass.hypervisor.machine.text.FileNames} for the names of artifacts.
 */
package org.underpass.hypervisor.machine.text;
