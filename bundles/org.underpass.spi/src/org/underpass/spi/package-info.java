/**
 * What every plug-in speaks: findings, their evidence, and ways out.
 *
 * <p>Begin with one of the three plug-in points and come back here for its words:
 * <ul>
 * <li>{@link org.underpass.spi.rule.Rule}: says before the start what would fail;
 * <li>{@link org.underpass.spi.quirk.Quirk}: knows how one kind of card resets;
 * <li>{@link org.underpass.spi.hypervisor.Hypervisor}: turns a profile into what one hypervisor runs.
 * </ul>
 *
 * <p>A plug-in is an ordinary OSGi bundle with a Declarative Services component that provides one of these
 * interfaces. Who implements a plug-in point imports these packages with the range {@code [1.0,1.1)}, who only calls
 * them with {@code [1.0,2)}. Records may gain static factories, never components, within a major version.
 *
 * <p>Nothing in this bundle runs by itself, and nothing in it changes a machine: plug-ins describe, the product acts.
 */
package org.underpass.spi;
