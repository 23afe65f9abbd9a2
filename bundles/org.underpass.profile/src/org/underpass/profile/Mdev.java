package org.underpass.profile;

import java.util.Optional;
import java.util.UUID;

/**
 * A mediated device.
 *
 * @param type type name under mdev_supported_types; absent only in a partial profile
 * @param uuid its UUID; absent: derived from machine and device
 * @param display whether its picture is shown by the viewer; absent: no
 */
public record Mdev(Optional<String> type, Optional<UUID> uuid, Optional<Boolean> display) {
}
