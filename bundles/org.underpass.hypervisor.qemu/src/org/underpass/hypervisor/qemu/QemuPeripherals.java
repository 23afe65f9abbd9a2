package org.underpass.hypervisor.qemu;

import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.profile.EvdevInput;
import org.underpass.profile.SoundBackend;
import org.underpass.profile.SoundModel;
import org.underpass.profile.TpmVersion;
import org.underpass.profile.UsbController;
import org.underpass.profile.UsbDevice;
import org.underpass.profile.ViewerKind;

/** USB, inputs, sound and TPM. */
public final class QemuPeripherals {
    private QemuPeripherals() {
    }

    /** The USB controller, and a tablet where somebody looks at the guest through a viewer. */
    public static void usb(QemuBuild build) {
        UsbController controller = controller(build);
        switch (controller) {
            case XHCI -> build.out().device(build.at(QemuProps.of("qemu-xhci").with("id", "xhci").with("p2", 15)
                    .with("p3", 15), "xhci"));
            case NEC_XHCI -> build.out().device(build.at(QemuProps.of("nec-usb-xhci").with("id", "xhci"), "xhci"));
            case UHCI -> build.out().device(build.at(QemuProps.of("piix3-usb-uhci").with("id", "usb"), "xhci"));
            case EHCI -> ehci(build);
            case NONE -> { }
        }
        if (build.machine().viewer() != ViewerKind.NONE && controller != UsbController.NONE) {
            build.out().device(QemuProps.of("usb-tablet").with("bus", bus(build)));
        }
    }

    private static UsbController controller(QemuBuild build) {
        return build.profile().machine().pci().usb().orElse(UsbController.XHCI);
    }

    /** The USB bus that devices are plugged into. */
    static String bus(QemuBuild build) {
        UsbController controller = controller(build);
        return controller == UsbController.XHCI || controller == UsbController.NEC_XHCI ? "xhci.0" : "usb.0";
    }

    /** USB 2 at function 7 of its slot, and three companions for slower devices at 0 to 2, as the chipset has them. */
    private static void ehci(QemuBuild build) {
        GuestSlot slot = build.machine().slots().of("xhci").orElse(new GuestSlot(0, 0x1d, 7, false));
        build.out().device(build.at(QemuProps.of("ich9-usb-ehci1").with("id", "usb"),
                new GuestSlot(slot.bus(), slot.device(), 7, false)));
        for (int i = 0; i < 3; i++) {
            build.out().device(build.at(QemuProps.of("ich9-usb-uhci" + (i + 1)).with("id", "usb-uhci" + (i + 1))
                    .with("masterbus", "usb.0").with("firstport", 2 * i),
                    new GuestSlot(slot.bus(), slot.device(), i, i == 0)));
        }
    }

    /** USB devices of the host that the guest gets. */
    public static void hostUsb(QemuBuild build) {
        for (UsbDevice usb : build.profile().usb()) {
            if (controller(build) == UsbController.NONE) {
                build.report().refuse("usb", usb.path(), "the guest has no USB controller for this device",
                        "machine.pci.usb is none");
                return;
            }
            QemuProps device = QemuProps.of("usb-host").with("id", "usb" + usb.index()).with("bus", bus(build));
            usb.vendor().ifPresent(id -> device.with("vendorid", String.format("0x%04x", id)));
            usb.device().ifPresent(id -> device.with("productid", String.format("0x%04x", id)));
            usb.bus().ifPresent(bus -> device.with("hostbus", bus));
            usb.port().ifPresent(port -> device.with("hostport", port));
            usb.number().ifPresent(number -> device.with("hostaddr", number));
            build.out().device(device);
        }
    }

    /** Keyboards and mice of the host that are shared with the guest. */
    public static void evdev(QemuBuild build) {
        for (EvdevInput input : build.profile().evdev()) {
            build.out().object(QemuProps.of("input-linux").with("id", "evdev" + input.index())
                    .with("evdev", input.device()).with("grab_all", input.grabAll()).with("repeat", input.repeat()));
        }
    }

    /**
     * The imitated sound card.
     *
     * @param real whether its sound goes where the profile says, rather than nowhere
     */
    public static void sound(QemuBuild build, boolean real) {
        var wish = build.profile().sound();
        if (wish.backend().isEmpty() && wish.model().isEmpty()) {
            return;
        }
        String place = real ? backend(build, wish.backend().orElse(SoundBackend.NONE)) : "none";
        build.out().add("-audiodev", QemuProps.of(place).with("id", "audio0"));
        SoundModel model = wish.model().orElse(SoundModel.ICH9);
        if (model == SoundModel.VIRTIO && !build.has(8, 2, "an imitated virtio sound card", "sound.model",
                "the card is Intel HD Audio")) {
            model = SoundModel.ICH9;
        }
        switch (model) {
            case ICH9 -> hda(build, "ich9-intel-hda");
            case ICH6 -> hda(build, "intel-hda");
            case AC97 -> build.out().device(build.at(QemuProps.of("AC97").with("id", "sound")
                    .with("audiodev", "audio0"), "sound"));
            case USB -> build.out().device(QemuProps.of("usb-audio").with("id", "sound").with("bus", bus(build))
                    .with("audiodev", "audio0"));
            case VIRTIO -> build.out().device(build.at(QemuProps.of("virtio-sound-pci").with("id", "sound")
                    .with("audiodev", "audio0"), "sound"));
        }
    }

    private static void hda(QemuBuild build, String controller) {
        build.out().device(build.at(QemuProps.of(controller).with("id", "sound"), "sound"));
        build.out().device(QemuProps.of("hda-duplex").with("bus", "sound.0").with("audiodev", "audio0"));
    }

    private static String backend(QemuBuild build, SoundBackend backend) {
        return switch (backend) {
            case NONE -> "none";
            case PIPEWIRE -> build.has(8, 1, "sound through PipeWire", "sound.backend",
                    "it goes through PipeWire's PulseAudio interface") ? "pipewire" : "pa";
            case PULSE -> "pa";
            case ALSA -> "alsa";
            case JACK -> "jack";
            case SPICE -> spice(build);
        };
    }

    private static String spice(QemuBuild build) {
        if (build.machine().viewer() == ViewerKind.SPICE) {
            return "spice";
        }
        build.report().warn("sound", "sound.backend", "the sound goes nowhere",
                "sound through SPICE needs a SPICE viewer (display.guest.viewer)");
        return "none";
    }

    /** The emulated TPM, at the socket of swtpm. */
    public static void tpm(QemuBuild build) {
        TpmVersion tpm = build.profile().firmware().tpm();
        if (tpm == TpmVersion.NONE) {
            return;
        }
        build.out().add("-chardev", QemuProps.of("socket").with("id", "tpm-socket")
                .with("path", build.machine().stateFolder() + "/tpm.sock"));
        build.out().add("-tpmdev", QemuProps.of("emulator").with("id", "tpm0").with("chardev", "tpm-socket"));
        build.out().device(QemuProps.of(tpm == TpmVersion.V1_2 ? "tpm-tis" : "tpm-crb").with("id", "tpm")
                .with("tpmdev", "tpm0"));
    }
}
