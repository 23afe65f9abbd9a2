package org.underpass.start;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One jar of the plug-in folder.
 *
 * @param file the jar
 * @param bundleId the id of the bundle that it became in this process; absent when it could not be installed
 * @param problem why it could not be installed or started, in the framework's words; absent when it could. A plug-in
 *         whose components lack a reference has no problem here: the service component runtime knows about that
 */
public record PluginJar(Path file, OptionalLong bundleId, Optional<String> problem) { }
