package org.underpass.hypervisor.libvirt.imports;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why some things of a domain have no place in a profile. */
final class Losses {
    private static final Map<String, String> WHY = new LinkedHashMap<>();

    static {
        WHY.put("<timer", "the backend sets the guest's timers by its own rules");
        WHY.put("<rng", "the profile language has no random number device");
        WHY.put("<watchdog", "the profile language has no watchdog");
        WHY.put("<filesystem", "the profile language has no shared folders");
        WHY.put("<serial", "the profile language has no serial ports");
        WHY.put("<console", "the profile language has no consoles");
        WHY.put("<parallel", "the profile language has no parallel ports");
        WHY.put("<channel", "the profile language has no channels beside that of a SPICE viewer");
        WHY.put("<redirdev", "the profile language has no USB redirection");
        WHY.put("<panic", "the profile language has no panic device");
        WHY.put("<vsock", "the profile language has no vsock");
        WHY.put("<smartcard", "the profile language has no smartcards");
        WHY.put("<launchSecurity", "the profile language has no encrypted guests");
        WHY.put("<kernel", "the profile language starts guests by firmware only");
        WHY.put("<initrd", "the profile language starts guests by firmware only");
        WHY.put("<cmdline", "the profile language starts guests by firmware only");
        WHY.put("<smbios", "the profile language sets no SMBIOS tables");
        WHY.put("<sysinfo", "the profile language sets no SMBIOS tables");
    }

    private Losses() {
    }

    static String why(String tag) {
        return WHY.entrySet().stream().filter(e -> tag.startsWith(e.getKey())).map(Map.Entry::getValue).findFirst()
                .orElse("the profile language has no word for it");
    }
}
