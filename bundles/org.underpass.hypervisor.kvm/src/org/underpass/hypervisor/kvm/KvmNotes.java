package org.underpass.hypervisor.kvm;

import org.underpass.host.FileTree;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.profile.BindingTime;
import org.underpass.profile.Initramfs;
import org.underpass.spi.Finding;

/** Notes for the person who runs the machine. */
final class KvmNotes {
    private KvmNotes() {
    }

    static String of(GuestMachine machine, KvmHost host, boolean modprobe, Report report) {
        StringBuilder text = new StringBuilder("# " + machine.profile().name() + " on QEMU/KVM\n\n");
        machine.profile().title().ifPresent(t -> text.append(Sh.printable(t)).append("\n\n"));
        given(machine, text);
        text.append("""
                ## Order
                1. Change what `host/kernel-arguments.txt` lists, if anything, and then restart the host.
                """);
        if (modprobe) {
            text.append("2. Copy `host/modprobe.d` to `/etc/modprobe.d`, build the initramfs again (`"
                    + initramfs(machine) + "`), and restart the host.\n");
        }
        text.append((modprobe ? "3" : "2") + ". Run `host/prepare.sh` as root"
                + (host.binding() == BindingTime.BOOT ? ", early in each boot" : " before each start") + ".\n");
        text.append((modprobe ? "4" : "3") + ". Run `qemu.sh`, or define `domain.xml` in libvirt: both are the same "
                + "machine.\n");
        text.append((modprobe ? "5" : "4") + ". Run `host/restore.sh` when the guest has ended and the host wants its "
                + "devices back.\n\n");
        text.append("""
                ## Who owns the devices
                `host/prepare.sh` does. It names the driver for each address (driver_override), which a card with the
                same ids in another slot does not notice. Therefore `domain.xml` has `managed='no'`: with `yes` libvirt
                would take and give back the same functions a second time, and the two would undo each other's work.

                """);
        stop(machine, text);
        memory(machine, text);
        pinning(machine, text);
        if (!report.findings().isEmpty()) {
            text.append("## What differs from the profile\n");
            for (Finding finding : report.findings()) {
                text.append("- ").append(finding.severity().word()).append(' ').append(finding.rule()).append(", ")
                        .append(Sh.printable(finding.subject())).append(": ").append(Sh.printable(finding.message()))
                        .append(" (").append(Sh.printable(finding.why())).append(")\n");
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static void given(GuestMachine machine, StringBuilder text) {
        if (machine.passed().isEmpty()) {
            text.append("Nothing of the host is given away.\n\n");
            return;
        }
        text.append("| on the host | in the guest | what |\n| --- | --- | --- |\n");
        for (PassedDevice device : machine.passed()) {
            for (PassedFunction function : device.functions()) {
                GuestSlot slot = function.slot();
                text.append("| ").append(function.address()).append(" | ").append(slot).append(" | ")
                        .append(Sh.printable(machine.host().nameOf(function.host())).replace("|", "/"))
                        .append(function.mdev().map(uuid -> ", mediated device " + uuid).orElse(""))
                        .append(" |\n");
            }
        }
        text.append('\n');
    }

    private static void stop(GuestMachine machine, StringBuilder text) {
        String socket = machine.stateFolder() + "/qmp.sock";
        text.append("## Stopping\n").append(switch (machine.profile().machine().stop()) {
            case POWERDOWN -> "Press the power button (`system_powerdown` at the QMP socket `" + socket
                    + "`, or `virsh shutdown`); only when the guest does not end in time, `quit` or `virsh destroy`.";
            case POWERDOWN_ONLY -> "Press the power button only (`system_powerdown` at the QMP socket `" + socket
                    + "`, or `virsh shutdown`): a guest that is killed may leave the card unusable.";
            case DESTROY -> "End it at once (`quit` at the QMP socket `" + socket + "`, or `virsh destroy`).";
        }).append("\n\n");
    }

    private static void memory(GuestMachine machine, StringBuilder text) {
        if (!machine.passed().isEmpty()) {
            text.append("## Memory\nVFIO keeps all " + machine.memoryMebibytes() + " MiB of guest memory locked, and "
                    + "the card's BARs with iommufd. Who starts `qemu.sh` without being root needs a limit on locked "
                    + "memory (`ulimit -l`) above that.\n\n");
        }
    }

    private static void pinning(GuestMachine machine, StringBuilder text) {
        if (!machine.profile().cpu().pinning().isEmpty()) {
            text.append("## Processors\n`domain.xml` pins each virtual processor. `qemu.sh` keeps the whole process on "
                    + "the same set; to pin each thread, ask the QMP socket for `query-cpus-fast` and use `taskset "
                    + "-p`.\n\n");
        }
    }

    private static String initramfs(GuestMachine machine) {
        Initramfs wish = machine.profile().preparation().initramfs();
        FileTree files = machine.host().tree();
        if (wish == Initramfs.AUTO) {
            wish = files.exists("etc/initramfs-tools") ? Initramfs.INITRAMFS_TOOLS
                    : files.exists("etc/mkinitcpio.conf") ? Initramfs.MKINITCPIO
                    : files.exists("etc/dracut.conf") || files.exists("etc/dracut.conf.d") ? Initramfs.DRACUT
                    : Initramfs.AUTO;
        }
        return switch (wish) {
            case INITRAMFS_TOOLS -> "update-initramfs -u";
            case DRACUT -> "dracut --force";
            case MKINITCPIO -> "mkinitcpio -P";
            case AUTO -> "update-initramfs -u, dracut --force or mkinitcpio -P";
        };
    }
}
