package org.underpass.spi;

import java.util.Objects;
import java.util.Optional;
import org.underpass.host.Fact;

/**
 * A script that the owner of a machine has written or copied, and that runs around a guest.
 *
 * @param file    where it is: a path in the host's tree, or the file as the user named it
 * @param hook    its path below libvirt's folder of hooks, such as {@code qemu} or
 *                {@code qemu.d/guest/prepare/begin/start.sh}; absent for any other script
 * @param content its bytes
 * @param mode    its permission bits, such as 0755; unknown where the source does not show them
 */
public record OwnScript(String file, Optional<String> hook, Fact<byte[]> content, Fact<Integer> mode) {
    public OwnScript {
        Objects.requireNonNull(file);
        Objects.requireNonNull(hook);
        Objects.requireNonNull(content);
        Objects.requireNonNull(mode);
    }
}
