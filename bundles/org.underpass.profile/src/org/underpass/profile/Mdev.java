package org.underpass.profile;

import java.util.Optional;
import java.util.UUID;

/**
 * A mediated device.
 *
 * @param type type name under mdev_supported_types; absent: the device of that UUID is there already
 * @param uuid its UUID; absent: derived from machine and device
 * @param display whether its picture is shown by the viewer; absent: no
 * @param ramfb whether its picture begins as a plain framebuffer; absent: no
 */
public record Mdev(Optional<String> type, Optional<UUID> uuid, Optional<Boolean> display,
        Optional<Boolean> ramfb) {
}
