package org.underpass.hypervisor.machine;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.underpass.profile.NetworkInterface;

/**
 * A network interface with what the profile leaves open.
 *
 * @param nic   what the profile says
 * @param id    {@code net0}
 * @param model the emulated card
 * @param mac   lower case with colons
 */
public record GuestNic(NetworkInterface nic, String id, String model, String mac) {
    /** QEMU's own prefix for addresses that no vendor gave out. */
    public static final String QEMU_PREFIX = "52:54:00";
    /** The prefix of the Xen project. */
    public static final String XEN_PREFIX = "00:16:3e";

    /** The interface of a machine; without a written address one that depends on machine and position only. */
    static GuestNic of(String machine, NetworkInterface nic, String prefix) {
        String mac = nic.mac().orElseGet(() -> {
            String hex = UUID.nameUUIDFromBytes((machine + "/" + nic.path()).getBytes(StandardCharsets.UTF_8))
                    .toString();
            return prefix + ":" + hex.substring(0, 2) + ":" + hex.substring(2, 4) + ":" + hex.substring(4, 6);
        });
        return new GuestNic(nic, "net" + nic.index(), nic.model().orElse("virtio"), mac);
    }
}
