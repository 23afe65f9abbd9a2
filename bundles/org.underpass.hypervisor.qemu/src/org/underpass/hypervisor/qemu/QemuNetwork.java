package org.underpass.hypervisor.qemu;

import java.util.Map;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.profile.NetworkInterface;
import org.underpass.profile.NetworkType;

/** Network interfaces. */
public final class QemuNetwork {
    private static final Map<String, String> CARDS = Map.of("virtio", "virtio-net-pci", "e1000e", "e1000e",
            "e1000", "e1000", "igb", "igb", "rtl8139", "rtl8139", "vmxnet3", "vmxnet3", "netfront", "virtio-net-pci");

    private QemuNetwork() {
    }

    /** All interfaces, connected as the profile says where QEMU can do that by itself. */
    public static void real(QemuBuild build) {
        for (GuestNic nic : build.machine().nics()) {
            build.out().add("-netdev", backend(build, nic.nic(), nic.id()));
            device(build, nic);
        }
    }

    /** All interfaces, each behind address translation of its own. */
    public static void isolated(QemuBuild build) {
        for (GuestNic nic : build.machine().nics()) {
            build.out().add("-netdev", QemuProps.of("user").with("id", nic.id()).with("restrict", true));
            device(build, nic);
        }
    }

    private static QemuProps backend(QemuBuild build, NetworkInterface nic, String id) {
        if (nic.type() == NetworkType.BRIDGE && nic.source().isPresent()) {
            return QemuProps.of("bridge").with("id", id).with("br", nic.source().get());
        }
        if (nic.type() == NetworkType.NETWORK) {
            build.report().warn("network", nic.path(), "the QEMU script connects it by address translation instead",
                    "a network of libvirt is known to libvirt only; domain.xml has it");
        } else if (nic.type() == NetworkType.MACVTAP) {
            build.report().warn("network", nic.path(), "the QEMU script connects it by address translation instead",
                    "somebody has to make the macvtap interface and open it for QEMU; libvirt does, so domain.xml "
                            + "has it");
        }
        return QemuProps.of("user").with("id", id);
    }

    private static void device(QemuBuild build, GuestNic nic) {
        String path = nic.nic().path() + ".model";
        String card = CARDS.get(nic.model());
        if (card == null) {
            build.report().warn("nic", path, "the card is a virtio one here", "QEMU has no card " + nic.model());
            card = "virtio-net-pci";
        } else if (nic.model().equals("netfront")) {
            build.report().warn("nic", path, "the card is a virtio one here", "netfront is Xen's");
        } else if (card.equals("igb") && !build.has(8, 0, "an imitated igb card", path, "the card is an e1000e")) {
            card = "e1000e";
        }
        QemuProps device = build.at(QemuProps.of(card).with("id", nic.id() + "-device").with("netdev", nic.id())
                .with("mac", nic.mac()), nic.id());
        if (card.equals("virtio-net-pci")) {
            nic.nic().behindIommu().ifPresent(on -> QemuStorage.behind(device, on));
        } else if (nic.nic().behindIommu().isPresent()) {
            build.report().warn("behind-iommu", nic.nic().path() + ".behindIommu", "the setting is not used",
                    "virtio cards alone can be told to stay before the IOMMU");
        }
        nic.nic().boot().ifPresent(order -> device.with("bootindex", order));
        build.out().device(device);
    }
}
