package org.underpass.hypervisor.qemu;

import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.profile.GuestDisplay;
import org.underpass.profile.LookingGlass;
import org.underpass.profile.ViewerKind;
import org.underpass.profile.VirtualAdapter;

/** Virtual graphics adapters, where their picture is shown, and Looking Glass. */
public final class QemuDisplay {
    private static final String PATH = "display.guest";

    private QemuDisplay() {
    }

    /**
     * The virtual adapter. Before other displays: QEMU wants a QXL adapter to be the first.
     *
     * @param drawing whether there is a place on the host where an adapter with OpenGL can draw
     */
    public static void adapter(QemuBuild build, boolean drawing) {
        VirtualAdapter adapter = build.machine().adapter();
        QemuProps device = switch (adapter) {
            case NONE -> null;
            case STD -> sized(build, memory(build, QemuProps.of("VGA"), "vgamem_mb", 256));
            case BOCHS -> sized(build, bytes(build, QemuProps.of("bochs-display")));
            case CIRRUS -> unsized(build, memory(build, QemuProps.of("cirrus-vga"), "vgamem_mb", 16));
            case RAMFB -> unsized(build, noMemory(build, QemuProps.of("ramfb")));
            case QXL -> qxl(build);
            case VMWARE -> unsized(build, memory(build, QemuProps.of("vmware-svga"), "vgamem_mb", 128));
            case VIRTIO -> virtio(build, "virtio-vga");
            case VIRTIO_GL -> drawing ? virtio(build, "virtio-vga-gl") : undrawn(build);
            case VIRTIO_VULKAN -> drawing ? vulkan(build) : undrawn(build);
            case ATI -> sized(build, memory(build, QemuProps.of("ati-vga"), "vgamem_mb", 64));
            case VFB -> vfb(build);
        };
        if (device == null) {
            build.out().plain("-vga", "none");
            return;
        }
        device.with("id", "adapter");
        build.out().device(adapter == VirtualAdapter.RAMFB ? device : build.at(device, "adapter"));
        if (adapter != VirtualAdapter.VIRTIO && adapter != VirtualAdapter.VIRTIO_GL
                && adapter != VirtualAdapter.VIRTIO_VULKAN && adapter != VirtualAdapter.QXL) {
            display(build).outputs().ifPresent(n -> {
                if (n > 1) {
                    build.report().warn("outputs", PATH + ".outputs", "the adapter has one screen",
                            "QEMU's " + adapter.word() + " adapter has no more");
                }
            });
        }
    }

    private static GuestDisplay display(QemuBuild build) {
        return build.profile().display().guest();
    }

    private static QemuProps vfb(QemuBuild build) {
        build.report().warn("adapter", PATH + ".adapter", "the adapter is a standard VGA here",
                "the paravirtual framebuffer is Xen's");
        return sized(build, memory(build, QemuProps.of("VGA"), "vgamem_mb", 256));
    }

    private static QemuProps memory(QemuBuild build, QemuProps device, String key, long most) {
        display(build).memory().ifPresent(bytes -> {
            long mebibytes = Long.highestOneBit(Math.max(1, GuestMachine.mebibytes(bytes)));
            long taken = Math.min(most, mebibytes);
            if (taken << 20 != bytes) {
                build.report().warn("adapter-memory", PATH + ".memory", "the adapter has " + taken
                        + " MiB of video memory", "it takes a power of two, at most " + most + " MiB");
            }
            device.with(key, taken);
        });
        return device;
    }

    private static QemuProps bytes(QemuBuild build, QemuProps device) {
        display(build).memory().ifPresent(b -> device.with("vgamem", GuestMachine.mebibytes(b) + "M"));
        return device;
    }

    private static QemuProps noMemory(QemuBuild build, QemuProps device) {
        display(build).memory().ifPresent(b -> build.report().warn("adapter-memory", PATH + ".memory",
                "the size of its video memory is left to the adapter", "it takes guest memory as it needs it"));
        return device;
    }

    private static QemuProps sized(QemuBuild build, QemuProps device) {
        display(build).width().ifPresent(w -> device.with("xres", w));
        display(build).height().ifPresent(h -> device.with("yres", h));
        return device;
    }

    private static QemuProps unsized(QemuBuild build, QemuProps device) {
        if (display(build).width().isPresent() || display(build).height().isPresent()) {
            build.report().warn("adapter-size", PATH + (display(build).width().isPresent() ? ".width" : ".height"),
                    "the guest chooses the size of the picture",
                    "QEMU's " + build.machine().adapter().word() + " adapter tells it no preferred one");
        }
        return device;
    }

    private static QemuProps qxl(QemuBuild build) {
        QemuProps device = sized(build, memory(build, QemuProps.of("qxl-vga"), "vgamem_mb", 256));
        display(build).outputs().ifPresent(n -> device.with("max_outputs", n));
        return device;
    }

    private static QemuProps virtio(QemuBuild build, String driver) {
        QemuProps device = sized(build, noMemory(build, QemuProps.of(driver)));
        display(build).outputs().ifPresent(n -> device.with("max_outputs", n));
        return device;
    }

    private static QemuProps undrawn(QemuBuild build) {
        build.report().warn("adapter", PATH + ".adapter", "the adapter draws in two dimensions only",
                "nothing of the host draws for it");
        return virtio(build, "virtio-vga");
    }

    private static QemuProps vulkan(QemuBuild build) {
        QemuProps device = virtio(build, "virtio-vga-gl");
        if (build.has(9, 2, "Vulkan in the guest (Venus)", PATH + ".adapter", "the guest has OpenGL only")) {
            device.with("blob", true).with("venus", true).with("hostmem", "4G");
        }
        return device;
    }

    /** Where the picture is shown. */
    public static void viewer(QemuBuild build) {
        boolean gl = build.machine().adapter() == VirtualAdapter.VIRTIO_GL
                || build.machine().adapter() == VirtualAdapter.VIRTIO_VULKAN;
        ViewerKind viewer = build.machine().viewer();
        if (gl && viewer == ViewerKind.NONE) {
            build.report().warn("viewer", PATH + ".viewer", "the picture is drawn without a window (egl-headless)",
                    "an adapter with OpenGL needs a place on the host where it can draw");
        }
        boolean headlessGl = gl
                && (viewer == ViewerKind.NONE || viewer == ViewerKind.VNC || viewer == ViewerKind.SPICE);
        switch (viewer) {
            case GTK, SDL -> build.out().add("-display",
                    gl ? QemuProps.of(viewer.word()).with("gl", true) : QemuProps.of(viewer.word()));
            case EGL_HEADLESS -> build.out().plain("-display", "egl-headless");
            case NONE, VNC, SPICE -> build.out().plain("-display", headlessGl ? "egl-headless" : "none");
        }
        if (viewer == ViewerKind.VNC) {
            build.out().plain("-vnc", "127.0.0.1:0,to=99");
        } else if (viewer == ViewerKind.SPICE) {
            build.out().add("-spice", QemuProps.of().with("addr", "127.0.0.1").with("port", 5900)
                    .with("disable-ticketing", true));
            build.out().device(build.at(QemuProps.of("virtio-serial-pci").with("id", "serial"), "serial"));
            build.out().add("-chardev", QemuProps.of("spicevmc").with("id", "agent").with("name", "vdagent"));
            build.out().device(QemuProps.of("virtserialport").with("bus", "serial.0").with("chardev", "agent")
                    .with("name", "com.redhat.spice.0"));
        }
    }

    /**
     * Shared memory for Looking Glass.
     *
     * @param real whether it is the file that the host's viewer opens
     */
    public static void lookingGlass(QemuBuild build, boolean real) {
        if (display(build).lookingGlass().isEmpty()) {
            return;
        }
        LookingGlass glass = display(build).lookingGlass().get();
        QemuProps memory = real
                ? QemuProps.of("memory-backend-file").with("id", "glass-memory").with("share", true)
                        .with("mem-path", glass.path().orElse("/dev/shm/looking-glass"))
                : QemuProps.of("memory-backend-memfd").with("id", "glass-memory").with("share", true);
        build.out().object(memory.with("size", Long.toString(GuestMachine.size(glass))));
        build.out().device(build.at(QemuProps.of("ivshmem-plain").with("id", "glass").with("memdev", "glass-memory"),
                "glass"));
    }
}
