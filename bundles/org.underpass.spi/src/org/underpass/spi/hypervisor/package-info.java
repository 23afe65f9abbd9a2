/**
 * Hypervisors: from a profile to what one of them runs.
 *
 * <p>A consumer implements {@link org.underpass.spi.hypervisor.Hypervisor}. It is given a
 * {@link org.underpass.spi.hypervisor.MachinePlan} or a {@link org.underpass.spi.hypervisor.DevicePlan}, in which all
 * judgement has been made, and renders {@link org.underpass.spi.hypervisor.Artifact artifacts}: pure functions from
 * values to bytes, the same on any machine, in any folder, at any time.
 *
 * <p>A backend that can run what it renders implements {@link org.underpass.spi.hypervisor.GuestRunner} as well, and hands
 * out {@link org.underpass.spi.hypervisor.Guest} handles.
 */
package org.underpass.spi.hypervisor;
