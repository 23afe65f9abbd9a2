/**
 * How Underpass starts, and what the starter offers to those who run inside it.
 *
 * <p>Begin with {@link org.underpass.start.HeadlessCommand}: the headless command is a service of that type, and both
 * ways of starting find it in the service registry. The fast way ({@code underpass host show}) runs the bundles on one
 * class path through OSGi Connect, see {@code org.underpass.start.connect}; the ordinary way is the Equinox launcher.
 * In both, {@link org.underpass.start.PluginFolder} tells about the plug-ins of strangers, and
 * {@link org.underpass.start.Interruption} lets work that is cut short clean up after itself.
 *
 * <p>Whoever implements {@code HeadlessCommand} imports this package as {@code [0.1,0.2)}; so does whoever uses the
 * services, until the package reaches 1.0.
 */
package org.underpass.start;
