package org.underpass.hypervisor.machine;

import java.util.ArrayList;
import java.util.List;
import org.underpass.profile.DiskBus;
import org.underpass.profile.MachineType;
import org.underpass.profile.SoundModel;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualIommu;

/** The ids of imitated devices that need a place on the guest's PCI root bus, in the order in which they get one. */
final class ImitatedDevices {
    private ImitatedDevices() {
    }

    static List<String> of(GuestMachine machine) {
        List<String> ids = new ArrayList<>();
        if (GuestPlaces.usb(machine.profile())) {
            ids.add("xhci");
        }
        if (machine.profile().machine().iommu() == VirtualIommu.VIRTIO) {
            ids.add("viommu");
        }
        if (machine.viewer() == ViewerKind.SPICE) {
            ids.add("serial");
        }
        if (uses(machine, DiskBus.SCSI)) {
            ids.add("scsi");
        }
        if (machine.board() == MachineType.I440FX && uses(machine, DiskBus.SATA)) {
            ids.add("ahci");
        }
        for (GuestDisk disk : machine.disks()) {
            if (disk.bus() == DiskBus.VIRTIO || disk.bus() == DiskBus.NVME || disk.bus() == DiskBus.XVD) {
                ids.add(disk.id());
            }
        }
        machine.nics().forEach(nic -> ids.add(nic.id()));
        if (hasSound(machine) && machine.profile().sound().model().orElse(SoundModel.ICH9) != SoundModel.USB) {
            ids.add("sound");
        }
        if (machine.profile().display().guest().lookingGlass().isPresent()) {
            ids.add("glass");
        }
        if (machine.profile().machine().balloon()) {
            ids.add("balloon");
        }
        return ids;
    }

    /** Whether the guest has an imitated sound card: one is named, or a place for its sound. */
    static boolean hasSound(GuestMachine machine) {
        return machine.profile().sound().model().isPresent() || machine.profile().sound().backend().isPresent();
    }

    private static boolean uses(GuestMachine machine, DiskBus bus) {
        return machine.disks().stream().anyMatch(d -> d.bus() == bus);
    }
}
