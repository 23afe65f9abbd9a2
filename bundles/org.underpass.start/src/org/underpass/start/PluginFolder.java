package org.underpass.start;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The folder whose jars are strangers' plug-ins: {@code $UNDERPASS_PLUGINS}, else {@code underpass/plugins} in
 * {@code $XDG_DATA_HOME} or {@code ~/.local/share}. Each {@code *.jar} in it is installed as an ordinary bundle when
 * the process starts. A jar that is broken stops nobody; it is listed here with its problem. What is put there or taken
 * away while the process runs counts from the next start. A service, one in a process.
 */
public interface PluginFolder {
    /** Where the folder is; it need not exist. */
    Path folder();

    /** The jars found when this process started, sorted by name. */
    List<PluginJar> jars();

    /** The folder that this environment asks for. */
    static Path of(Map<String, String> environment) {
        String chosen = environment.get("UNDERPASS_PLUGINS");
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen).toAbsolutePath();
        }
        String data = environment.get("XDG_DATA_HOME");
        Path base = data != null && data.startsWith("/") ? Path.of(data)
                : Path.of(System.getProperty("user.home"), ".local", "share");
        return base.resolve("underpass").resolve("plugins");
    }
}
