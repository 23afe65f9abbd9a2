package org.underpass.rules;

import java.nio.file.Path;
import org.underpass.testkit.HostTree;

/**
 * A desktop on which all is well: an Intel processor whose adapter draws the host's picture, and a graphics card with
 * audio in a group of its own, below a root port. Tests change what they are about.
 */
final class Desk {
    /** The card's graphics function, for profiles. */
    static final String CARD = "0000:01:00.0";
    static final String AUDIO = "0000:01:00.1";
    static final String PORT = "0000:00:01.0";
    static final String BUILT_IN = "0000:00:02.0";
    static final String DISK = "0000:02:00.0";

    private Desk() {
    }

    static HostTree at(Path folder) {
        HostTree tree = withoutIommu(folder);
        tree.function("0000:00:00.0").group(0);
        tree.function(PORT).group(1);
        tree.function(CARD).group(1);
        tree.function(AUDIO).group(1);
        tree.function(BUILT_IN).group(2);
        return tree.iommus("dmar0").cmdline("BOOT_IMAGE=/vmlinuz root=/dev/nvme0n1p2 quiet intel_iommu=on")
                .acpiTable("DMAR", Tables.dmar(1));
    }

    /** The same with the IOMMU off: no groups, no unit at work, and nothing said about why. */
    static HostTree withoutIommu(Path folder) {
        HostTree tree = HostTree.at(folder);
        tree.function("0000:00:00.0").ids("8086:191f").classCode(0x060000);
        tree.function(PORT).ids("8086:1901").classCode(0x060400).driver("pcieport");
        tree.function(CARD).behind(PORT).ids("10de:1c03:1458:3715").classCode(0x030000).driver("nouveau")
                .attribute("boot_vga", "0").attribute("reset_method", "flr bus");
        tree.function(AUDIO).behind(PORT).ids("10de:10f1:1458:3715").classCode(0x040300).driver("snd_hda_intel")
                .attribute("reset_method", "flr");
        tree.function(BUILT_IN).ids("8086:1912").classCode(0x030000).driver("i915").attribute("boot_vga", "1");
        return tree.kernel("6.1.0-18-amd64");
    }

    /** A disk below a port of its own, which the host has mounted, in a group. */
    static HostTree disk(HostTree tree, int group, String mountPoint) {
        tree.function("0000:00:1d.0").ids("8086:a118").classCode(0x060400).driver("pcieport").group(group);
        tree.function(DISK).behind("0000:00:1d.0").ids("144d:a808").classCode(0x010802).driver("nvme").group(group);
        String disk = "sys/devices/pci0000:00/0000:00:1d.0/" + DISK + "/nvme/nvme0/nvme0n1/nvme0n1p2";
        return tree.folder(disk).link("sys/class/block/nvme0n1p2", "../../../" + disk)
                .file("proc/self/mounts", "/dev/nvme0n1p2 " + mountPoint + " ext4 rw 0 0");
    }

    /** A guest that gets these devices: each line an item of the list in YAML. */
    static String guest(String... devices) {
        StringBuilder text = new StringBuilder("""
                underpass: 1
                kind: vm
                name: guest
                machine:
                  memory: 8 GiB
                cpu:
                  count: 4
                """);
        if (devices.length > 0) {
            text.append("devices:\n");
        }
        for (String device : devices) {
            text.append("  - ").append(device).append('\n');
        }
        return text.toString();
    }

    /** A guest that gets the card as a whole. */
    static String guestWithCard() {
        return guest("{name: gpu, address: \"" + CARD + "\", primary: true}");
    }

    /** A guest that gets only the card's graphics function. */
    static String guestWithHalfACard() {
        return guest("{name: gpu, address: \"" + CARD + "\", functions: [0]}");
    }
}
