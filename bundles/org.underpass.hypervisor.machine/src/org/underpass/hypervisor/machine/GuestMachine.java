package org.underpass.hypervisor.machine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.underpass.host.Host;
import org.underpass.hypervisor.machine.text.FileNames;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.LookingGlass;
import org.underpass.profile.MachineType;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualAdapter;
import org.underpass.profile.VmProfile;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * One guest with everything filled in that its profile leaves to the backend. What needs no filling in is read from
 * the profile.
 *
 * @param profile what the profile says
 * @param host    where it is to run
 * @param board   the virtual mainboard
 * @param uuid    as written, or made from the name
 * @param slots   where on the guest's PCI buses each device sits
 * @param passed  what is given away, in the order of the profile
 * @param disks   drives, in the order of the profile
 * @param nics    network interfaces, in the order of the profile
 * @param adapter the virtual graphics adapter
 * @param viewer  where its picture is shown
 */
public record GuestMachine(VmProfile profile, Host host, MachineType board, UUID uuid, GuestSlots slots,
        List<PassedDevice> passed, List<GuestDisk> disks, List<GuestNic> nics, VirtualAdapter adapter,
        ViewerKind viewer) {
    private static final int MEBIBYTE = 20;

    public GuestMachine {
        passed = List.copyOf(passed);
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /**
     * Fills in. What cannot be had as the profile says is reported.
     *
     * @param macPrefix the first three bytes of made-up MAC addresses
     */
    public static GuestMachine of(MachinePlan plan, MachineType board, String macPrefix, Report report) {
        return new MachineResolver(plan, board, macPrefix, report).resolve();
    }

    /** The name as a file name. */
    public String fileName() {
        return FileNames.of(profile.name());
    }

    /** Where variable store, TPM state and the like of this machine lie on the host. */
    public String stateFolder() {
        return "/var/lib/underpass/" + fileName();
    }

    /** Guest memory in MiB, rounded up. */
    public long memoryMebibytes() {
        return mebibytes(profile.machine().memory());
    }

    /** Bytes as MiB, rounded up. */
    public static long mebibytes(long bytes) {
        return (bytes >> MEBIBYTE) + ((bytes & ((1 << MEBIBYTE) - 1)) == 0 ? 0 : 1);
    }

    /** Number of virtual processors; 1 where the profile says nothing. */
    public int processors() {
        return Math.max(1, profile.cpu().total());
    }

    /** Whether Windows runs in the guest. */
    public boolean windows() {
        return profile.os().filter(os -> os == GuestSystem.WINDOWS).isPresent();
    }

    /** Whether Hyper-V enlightenments are shown to the guest. */
    public boolean hyperv() {
        return profile.cpu().hyperv().orElse(windows());
    }

    /** The size of Looking Glass's shared memory in bytes. */
    public static long size(LookingGlass glass) {
        return glass.size().orElseGet(glass::neededSize);
    }

    /** A UUID that depends on a name only. */
    static UUID derived(String name) {
        return UUID.nameUUIDFromBytes(("underpass/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
