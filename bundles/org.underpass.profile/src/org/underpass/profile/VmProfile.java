package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.underpass.profile.source.ProfileSource;

/**
 * One virtual machine, as a {@code *.vm.yaml} file describes it. A plain value: what is absent in the file is absent
 * here,
 * except where a component names the default that the language itself fixes.
 *
 * <p>Components hold what was written; {@link #span(String)} says where.
 *
 * @param source the text it was read from, with the place of every value
 * @param name name of the machine: a letter or digit, then letters, digits, dot, underscore, hyphen, at most 64;
 *     empty only in a partial profile
 * @param title free text for people
 * @param uuid its UUID; absent: derived from the name
 * @param backend id of the preferred backend
 * @param os the system in the guest
 * @param machine mainboard and memory
 * @param firmware what starts it
 * @param cpu its processors
 * @param devices PCI devices given away
 * @param display adapters of guest and host
 * @param disks drives
 * @param network network interfaces
 * @param usb USB devices given away
 * @param evdev inputs shared with the host
 * @param sound sound card
 * @param switching how the adapters are switched (key {@code switch})
 * @param preparation how the host is prepared
 * @param hooks programs of the owner
 * @param raw unchecked options
 * @param suppress findings answered for
 */
public record VmProfile(
        ProfileSource source,
        String name,
        Optional<String> title,
        Optional<UUID> uuid,
        Optional<String> backend,
        Optional<GuestSystem> os,
        Machine machine,
        Firmware firmware,
        Cpu cpu,
        List<AssignedDevice> devices,
        Display display,
        List<Disk> disks,
        List<NetworkInterface> network,
        List<UsbDevice> usb,
        List<EvdevInput> evdev,
        Sound sound,
        SwitchSettings switching,
        Preparation preparation,
        List<Hook> hooks,
        RawOptions raw,
        List<Suppression> suppress) implements Profile {
    /** Copies the collections; the order of the profile stays. */
    public VmProfile {
        devices = List.copyOf(devices);
        disks = List.copyOf(disks);
        network = List.copyOf(network);
        usb = List.copyOf(usb);
        evdev = List.copyOf(evdev);
        hooks = List.copyOf(hooks);
        suppress = List.copyOf(suppress);
    }
}
