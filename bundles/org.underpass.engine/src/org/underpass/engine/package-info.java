/**
 * The engine: judges, plans and builds, and knows nothing of windows or terminals.
 *
 * <p>Begin with {@link org.underpass.engine.PluginCatalogue}, a service that hands out the
 * {@link org.underpass.engine.Plugins} of the moment. With them:
 * <ul>
 * <li>{@link org.underpass.engine.Validation} runs the rules over a host and a profile;
 * <li>{@link org.underpass.engine.ResetForecaster} says how a function would reset;
 * <li>{@link org.underpass.engine.CardJudge} gives a verdict on each graphics card of a host;
 * <li>{@link org.underpass.engine.Planner} turns a profile into the artifacts of a backend;
 * <li>{@link org.underpass.engine.ProfileMaker} writes a first profile for a card;
 * <li>{@link org.underpass.engine.HostDifference} says what changed between two hosts;
 * <li>{@link org.underpass.engine.OutputFolder} and {@link org.underpass.engine.OutputFile} put files where the user
 * wants them, all or none;
 * <li>{@link org.underpass.engine.PluginStore} installs and removes plug-ins.
 * </ul>
 * What changes a machine is in {@link org.underpass.engine.change}. All but the two services are plain objects made by their caller.
 */
package org.underpass.engine;
