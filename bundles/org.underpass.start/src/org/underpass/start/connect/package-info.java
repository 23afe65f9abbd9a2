/**
 * The fast way of starting: OSGi Connect over one class path, so that the JVM's AOT cache covers our bundles.
 *
 * <p>Three processes know each other only by files in the state folder, {@code ${XDG_CACHE_HOME:-~/.cache}/underpass}
 * followed by the installation's own path:
 * <ol>
 * <li>The shell script. When the file {@code start} there is current, it hands it to the JVM as its argument file.
 * <li>{@link org.underpass.start.connect.Preparation}, run by the script when it is not: makes a new generation (a
 * folder with index, AOT cache and a framework store), then puts {@code start} in place in one move. Several at once
 * each make their own; the last one stays.
 * <li>{@link org.underpass.start.connect.Launcher}, the main class of a command: reads the index, starts the framework
 * over a store that fits or over a fresh private one, and runs the command.
 * </ol>
 *
 * <p>Rules of the house: nothing in the state folder is ever needed. A folder that cannot be written, a damaged file, a
 * jar that changed: each only makes a start slower. Files are written under a private name and moved. No line of the
 * JVM's reaches standard output.
 */
package org.underpass.start.connect;
