/**
 * Makes the simulated machines: the source of truth of the trees in the host bundle's {@code demo} folder and of this
 * module's own fixtures. {@link org.underpass.host.machines.SimulatedMachine} is the kit, one class for each machine.
 */
package org.underpass.host.machines;
