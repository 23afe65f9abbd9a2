package org.underpass.rcp;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.core.runtime.Platform;
import org.underpass.ui.hosts.Files;
import org.underpass.ui.hosts.OpenHosts;

/**
 * What the workbench is to open, from its command line: {@code -host H}, as after {@code --host} of the command, and
 * {@code -profile FILE}, each as often as wanted.
 */
record StartArguments(List<String> hosts, List<String> profiles) {
    static StartArguments ofPlatform() {
        return of(Platform.getApplicationArgs());
    }

    static StartArguments of(String... words) {
        List<String> hosts = new ArrayList<>();
        List<String> profiles = new ArrayList<>();
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals("-host")) {
                hosts.add(words[++i]);
            } else if (words[i].equals("-profile")) {
                profiles.add(words[++i]);
            }
        }
        return new StartArguments(hosts, profiles);
    }

    /** Opens it all; on the UI thread, when the window is there. */
    void open() {
        hosts.forEach(OpenHosts.shared()::open);
        Files.open(profiles);
    }
}
