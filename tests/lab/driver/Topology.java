package org.underpass.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The devices of a lab machine: a card with its sound in one slot; cards alone, behind a port without ACS, behind a
 * switch, and on a conventional bus; a network card, a disk, and devices whose DMA goes where it is told.
 */
final class Topology {
    /** The display function of the card that is given away. */
    static final String GPU = "0000:01:00.0";
    /** Its sound. */
    static final String AUDIO = "0000:01:00.1";
    /** The device that misbehaves. */
    static final String EDU = "0000:0a:00.0";
    /** Another such, on the root bus. */
    static final String EDU_ON_ROOT = "0000:00:10.0";

    private Topology() {
    }

    static List<String> arguments() {
        List<String> all = new ArrayList<>();
        for (int port = 1; port <= 8; port++) {
            all.add("pcie-root-port,id=rp" + port + ",bus=pcie.0,addr=0x" + (port + 1) + ",chassis=" + port + ",slot="
                    + port + (port == 3 ? ",disable-acs=on" : ""));
        }
        all.addAll(List.of("secondary-vga,id=gpua,bus=rp1,addr=0.0,multifunction=on,romfile=",
                "intel-hda,id=hda,bus=rp1,addr=0.1", "hda-output,bus=hda.0,audiodev=sound",
                "bochs-display,id=gpub,bus=rp2", "virtio-gpu-pci,id=gpuc,bus=rp3",
                "x3130-upstream,id=up,bus=rp4", "xio3130-downstream,id=down0,bus=up,chassis=20,slot=20",
                "xio3130-downstream,id=down1,bus=up,chassis=21,slot=21", "bochs-display,id=gpud,bus=down0",
                "e1000e,id=nicd,bus=down1", "pcie-pci-bridge,id=bridge,bus=rp5", "ati-vga,id=gpue,bus=bridge,addr=1",
                "edu,id=edue,bus=bridge,addr=2", "edu,id=edu,bus=rp6,dma_mask=0xffffffffffffffff",
                "nvme,id=nvme,bus=rp7,serial=lab,drive=disk", "e1000e,id=nic,bus=rp8",
                "edu,id=edu0,bus=pcie.0,addr=0x10,dma_mask=0xffffffffffffffff"));
        List<String> line = new ArrayList<>(List.of("-audiodev", "none,id=sound", "-drive",
                "if=none,id=disk,driver=null-co,size=67108864,read-zeroes=on"));
        all.forEach(device -> line.addAll(List.of("-device", device)));
        return line;
    }
}
