/**
 * The only door through which a machine is changed.
 *
 * <p>Begin with {@link org.underpass.host.write.Machine}: it shows its files as they are, performs one
 * {@link org.underpass.host.write.Step} and checks it. A step is data of a closed vocabulary: it names functions,
 * drivers, consoles and units, never paths, and its constructor refuses every other form, so whoever performs a step
 * that was read from elsewhere cannot be led astray. What undoes a step follows from the state before it.
 * {@link org.underpass.host.write.StepJson} is its form on disk and between processes.
 * <ul>
 * <li>{@link org.underpass.host.write.LiveMachine} is the machine we run on, as root;
 * <li>{@link org.underpass.host.write.SimulatedMachine} is a machine that ships with the product and remembers what was
 * done to it; what goes wrong on it is written in a file;
 * <li>{@link org.underpass.host.write.Journal} says on disk what was begun and how to undo it, before it is done;
 * <li>{@link org.underpass.host.write.StateFolder} is where all that is kept.
 * </ul>
 * Rules: nothing here judges, nothing passes a shell, every request has a time limit.
 */
package org.underpass.host.write;
