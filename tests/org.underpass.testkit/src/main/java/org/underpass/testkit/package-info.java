/**
 * The published test kit: what our own tests and a stranger's plug-in stand on.
 *
 * <p>Each plug-in point has its exam, a base class that an implementer extends:
 * {@link org.underpass.testkit.QuirkContract}, {@link org.underpass.testkit.RuleContract},
 * {@link org.underpass.testkit.HypervisorContract}. They examine what the interfaces promise: total on every machine,
 * always the same answer, evidence, well-formed data, in time. Our own plug-ins take the same exams.
 *
 * <p>{@link org.underpass.testkit.HostTree} builds a captured machine of which a test needs only a few facts,
 * {@link org.underpass.testkit.Machines} opens machines, {@link org.underpass.testkit.ProfileTexts} has profiles.
 *
 * <p>Needs JUnit Jupiter. The classes are meant to be extended and called, in the range {@code [1.0,2)}.
 */
package org.underpass.testkit;
