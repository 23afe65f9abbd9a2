/**
 * Changing a machine: from a profile to steps, from steps to a machine on which a guest has its card, and back.
 *
 * <p>{@link org.underpass.engine.change.SwitchPlanner} makes all judgement and leaves a
 * {@link org.underpass.engine.change.SwitchPlan}: steps in order, or the reasons why not.
 * {@link org.underpass.engine.change.ResetPlanner} does the same for one reset.
 * {@link org.underpass.engine.change.Executor} is naive on purpose: it writes down a step with its inverse, does it, and
 * when one fails walks back. {@link org.underpass.engine.change.Undo} is that walk, also for whoever finds a journal
 * that nobody goes on with. {@link org.underpass.engine.change.Switches} is all of it behind one door, for whoever has a
 * person in front of it. {@link org.underpass.engine.change.GuestMachine} lets steps start and stop guests.
 *
 * <p>Machines, steps and the journal are those of {@link org.underpass.host.write}.
 */
package org.underpass.engine.change;
