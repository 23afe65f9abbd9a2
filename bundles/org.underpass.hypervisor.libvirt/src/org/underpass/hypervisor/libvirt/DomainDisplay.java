package org.underpass.hypervisor.libvirt;

import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Report;
import org.underpass.profile.GuestDisplay;
import org.underpass.profile.LookingGlass;
import org.underpass.profile.SoundBackend;
import org.underpass.profile.SoundModel;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualAdapter;

/** Virtual adapters, viewers, Looking Glass and sound. */
final class DomainDisplay {
    private static final String PATH = "display.guest";
    private static final String SHARED = "/dev/shm/";

    private final GuestMachine machine;
    private final GuestDisplay display;
    private final Xml xml;
    private final Report report;

    private DomainDisplay(GuestMachine machine, Xml xml, Report report) {
        this.machine = machine;
        this.display = machine.profile().display().guest();
        this.xml = xml;
        this.report = report;
    }

    static void write(GuestMachine machine, Xml xml, Report report) {
        DomainDisplay display = new DomainDisplay(machine, xml, report);
        display.graphics();
        display.video();
        display.glass();
        display.sound();
    }

    private boolean gl() {
        return machine.adapter() == VirtualAdapter.VIRTIO_GL || machine.adapter() == VirtualAdapter.VIRTIO_VULKAN;
    }

    private void graphics() {
        ViewerKind viewer = machine.viewer();
        switch (viewer) {
            case VNC -> xml.begin("graphics").with("type", "vnc").with("autoport", "yes").with("listen", "127.0.0.1")
                    .end();
            case SPICE -> {
                xml.begin("graphics").with("type", "spice").with("autoport", "yes").with("listen", "127.0.0.1").end();
                xml.begin("channel").with("type", "spicevmc").begin("target").with("type", "virtio")
                        .with("name", "com.redhat.spice.0").end().end();
            }
            case GTK, SDL -> {
                xml.begin("graphics").with("type", "spice").with("autoport", "yes").with("listen", "127.0.0.1").end();
                report.warn("domain-viewer", PATH + ".viewer", "domain.xml shows the picture through SPICE",
                        "a domain of libvirt has no window of its own; virt-viewer opens one");
            }
            case EGL_HEADLESS, NONE -> {
            }
        }
        if (viewer == ViewerKind.EGL_HEADLESS || gl()) {
            xml.begin("graphics").with("type", "egl-headless").end();
        }
    }

    private void video() {
        VirtualAdapter adapter = machine.adapter();
        String type = switch (adapter) {
            case NONE -> "none";
            case STD, VFB -> "vga";
            case BOCHS -> "bochs";
            case CIRRUS -> "cirrus";
            case RAMFB -> "ramfb";
            case QXL -> "qxl";
            case VMWARE -> "vmvga";
            case VIRTIO, VIRTIO_GL, VIRTIO_VULKAN -> "virtio";
            case ATI -> "vga";
        };
        if (adapter == VirtualAdapter.ATI || adapter == VirtualAdapter.VIRTIO_VULKAN) {
            report.warn("domain-adapter", PATH + ".adapter", adapter == VirtualAdapter.ATI
                    ? "the adapter is a standard VGA in domain.xml" : "the adapter has OpenGL only in domain.xml",
                    "libvirt 11.3 has no word for it; the QEMU script has it");
        }
        xml.begin("video").begin("model").with("type", type);
        boolean memory = adapter == VirtualAdapter.STD || adapter == VirtualAdapter.CIRRUS
                || adapter == VirtualAdapter.VMWARE || adapter == VirtualAdapter.BOCHS || adapter == VirtualAdapter.ATI
                || adapter == VirtualAdapter.VFB;
        display.memory().ifPresent(bytes -> {
            long size = Long.highestOneBit(Math.max(1, bytes >> 10));
            if (adapter == VirtualAdapter.QXL) {
                xml.with("vgamem", size);
            } else if (memory) {
                xml.with("vram", size);
            }
        });
        boolean several = adapter == VirtualAdapter.QXL || type.equals("virtio");
        if (type.equals("none")) {
            xml.end().end();
            return;
        }
        xml.with("heads", several ? display.outputs().orElse(1) : 1);
        if (adapter != VirtualAdapter.RAMFB) {
            xml.with("primary", "yes");
        }
        if (gl()) {
            xml.begin("acceleration").with("accel3d", "yes").end();
        }
        boolean sized = type.equals("vga") || type.equals("bochs") || type.equals("qxl") || type.equals("virtio");
        if (sized && display.width().isPresent() && display.height().isPresent()) {
            xml.begin("resolution").with("x", display.width().getAsInt()).with("y", display.height().getAsInt()).end();
        }
        xml.end();
        if (adapter == VirtualAdapter.RAMFB) {
            xml.end();
        } else {
            DomainBuses.placed(machine, xml, "adapter");
        }
    }

    private void glass() {
        if (display.lookingGlass().isEmpty()) {
            return;
        }
        LookingGlass glass = display.lookingGlass().get();
        String path = glass.path().orElse(SHARED + "looking-glass");
        String name = path.startsWith(SHARED) ? path.substring(SHARED.length()) : "";
        if (name.isEmpty() || name.contains("/")) {
            report.warn("domain-glass", PATH + ".lookingGlass.path", "domain.xml puts Looking Glass's memory into "
                    + SHARED + "looking-glass", "libvirt makes such memory in " + SHARED + " only; the QEMU script has "
                    + "the path of the profile");
            name = "looking-glass";
        }
        xml.begin("shmem").with("name", name).begin("model").with("type", "ivshmem-plain").end();
        xml.begin("size").with("unit", "M").end(Long.toString(GuestMachine.mebibytes(GuestMachine.size(glass))));
        DomainBuses.placed(machine, xml, "glass");
    }

    private void sound() {
        var wish = machine.profile().sound();
        if (wish.backend().isEmpty() && wish.model().isEmpty()) {
            return;
        }
        SoundModel model = wish.model().orElse(SoundModel.ICH9);
        xml.begin("sound").with("model", model.word()).begin("audio").with("id", 1).end();
        DomainBuses.placed(machine, xml, "sound");
        SoundBackend backend = wish.backend().orElse(SoundBackend.NONE);
        if (backend == SoundBackend.SPICE && machine.viewer() != ViewerKind.SPICE) {
            backend = SoundBackend.NONE;
        }
        xml.begin("audio").with("id", 1).with("type", switch (backend) {
            case NONE -> "none";
            case PIPEWIRE -> "pipewire";
            case PULSE -> "pulseaudio";
            case ALSA -> "alsa";
            case JACK -> "jack";
            case SPICE -> "spice";
        }).end();
    }
}
