package org.underpass.rules;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.underpass.rules.binding.ApuConsole;
import org.underpass.rules.binding.AudioGrabbed;
import org.underpass.rules.binding.CardHeld;
import org.underpass.rules.binding.CompositorHolds;
import org.underpass.rules.binding.ConsoleRebind;
import org.underpass.rules.binding.EfifbOff;
import org.underpass.rules.binding.Navi3xCycles;
import org.underpass.rules.binding.OptimusScreen;
import org.underpass.rules.binding.Reattach9070;
import org.underpass.rules.binding.VirqfdListed;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.RuleCase;

/** Group C: what the host's drivers, desktop and consoles do with the card. */
class HostDriverRulesTest {
    /** The card on NVIDIA's driver, with its nodes. */
    private static HostTree nvidia(HostTree tree) {
        tree.function(Desk.CARD).driver("nvidia");
        return tree.folder("sys/bus/pci/devices/" + Desk.CARD + "/drm/card1")
                .folder("sys/bus/pci/devices/" + Desk.CARD + "/drm/renderD129");
    }

    /** A process that has a device open. */
    private static void holder(HostTree tree, String process, String device) {
        tree.file("proc/812/comm", process).link("proc/812/fd/7", "/dev/" + device);
    }

    @Nested
    @DisplayName("C02")
    class C02 extends RuleExam {
        @Override
        protected Rule rule() {
            return new EfifbOff();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("simpledrm has the framebuffer",
                            tree -> tree.cmdline("video=efifb:off").kernelConfig("CONFIG_SYSFB_SIMPLEFB=y",
                                    "CONFIG_DRM_SIMPLEDRM=m"),
                            Desk.guestWithCard()),
                    desk("its device is there",
                            tree -> tree.cmdline("video=vesafb:off,efifb:off")
                                    .folder("sys/bus/platform/devices/simple-framebuffer.0"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("efifb has it",
                            tree -> tree.cmdline("video=efifb:off").kernelConfig("CONFIG_FB_EFI=y"),
                            Desk.guestWithCard()),
                    desk("not shown", tree -> tree.cmdline("video=efifb:off"), Desk.guestWithCard()),
                    desk("another argument",
                            tree -> tree.cmdline("video=1920x1080").kernelConfig("CONFIG_SYSFB_SIMPLEFB=y",
                                    "CONFIG_DRM_SIMPLEDRM=m"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C07")
    class C07 extends RuleExam {
        @Override
        protected Rule rule() {
            return new VirqfdListed();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("named for the initramfs",
                            tree -> tree.kernel("6.5.0").file("etc/initramfs-tools/modules", "vfio_pci\nvfio_virqfd"),
                            Desk.guestWithCard()),
                    desk("named for mkinitcpio",
                            tree -> tree.kernel("6.8.1-arch1-1").file("etc/mkinitcpio.conf",
                                    "MODULES=(vfio_pci vfio vfio_virqfd)"),
                            Desk.guestWithCard()),
                    desk("named for dracut",
                            tree -> tree.kernel("6.8.1").file("etc/dracut.conf.d/vfio.conf",
                                    "add_drivers+=\" vfio_pci vfio_virqfd \""),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an older kernel", tree -> tree.file("etc/modules", "vfio_virqfd"), Desk.guestWithCard()),
                    desk("a remark",
                            tree -> tree.kernel("6.5.0").file("etc/modules", "# vfio_virqfd"),
                            Desk.guestWithCard()),
                    desk("nothing named", tree -> tree.kernel("6.5.0"), Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C09")
    class C09 extends RuleExam {
        @Override
        protected Rule rule() {
            return new CardHeld();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a process has it open", tree -> {
                        holder(nvidia(tree), "ollama", "nvidia0");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\n"),
                    desk("by its render node", tree -> {
                        holder(nvidia(tree), "steam", "dri/renderD129");
                    }, Desk.guestWithCard()),
                    desk("the daemon keeps it awake", tree -> {
                        nvidia(tree).link("etc/systemd/system/multi-user.target.wants/nvidia-persistenced.service",
                        "/lib/systemd/system/nvidia-persistenced.service");
                    }, Desk.guestWithCard()),
                    desk("the module is in use", tree -> {
                        nvidia(tree).file("proc/modules", "nvidia_drm 122880 4 - Live 0x0");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("nobody has it", tree -> {
                        nvidia(tree);
                    }, Desk.guestWithCard()),
                    desk("another card's node", tree -> {
                        holder(nvidia(tree), "steam", "dri/renderD128");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\n"),
                    desk("it is on vfio-pci", tree -> {
                        tree.function(Desk.CARD).driver("vfio-pci");
                        holder(tree, "ollama", "nvidia0");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\n"),
                    desk("it is bound when the host starts", tree -> {
                        holder(nvidia(tree), "ollama", "nvidia0");
                    }, Desk.guestWithCard() + "preparation:\n  binding: boot\n"),
                    desk("the desktop is C10's", tree -> {
                        holder(nvidia(tree), "kwin_wayland", "dri/card1");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\n"));
        }
    }

    @Nested
    @DisplayName("C10")
    class C10 extends RuleExam {
        @Override
        protected Rule rule() {
            return new CompositorHolds();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a compositor", tree -> {
                        holder(nvidia(tree), "Hyprland", "dri/card1");
                    }, Desk.guestWithCard()),
                    desk("the display manager is stopped", tree -> {
                        holder(nvidia(tree), "gnome-shell", "dri/card1");
                    }, Desk.guestWithCard() + "switch:\n  displayManager: stop\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the other card", tree -> {
                        holder(nvidia(tree), "Hyprland", "dri/card0");
                    }, Desk.guestWithCard()),
                    desk("no compositor", tree -> {
                        holder(nvidia(tree), "ollama", "nvidia0");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C12")
    class C12 extends RuleExam {
        @Override
        protected Rule rule() {
            return new ConsoleRebind();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("NVIDIA's driver and a bound console", tree -> {
                        nvidia(tree);
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("the consoles are left alone", tree -> {
                        nvidia(tree);
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard() + "switch:\n  consoles: leave\n"),
                    desk("no console is bound", tree -> {
                        nvidia(tree);
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "0");
                    }, Desk.guestWithCard()),
                    desk("another driver", tree -> {
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C13")
    class C13 extends RuleExam {
        private void processor(HostTree tree, String ids) {
            tree.function(Desk.CARD).ids(ids).driver("amdgpu");
            String place = "sys/devices/pci0000:00/" + Desk.PORT + "/" + Desk.CARD + "/graphics/fb0";
            tree.folder(place).link("sys/class/graphics/fb0", "../../../" + place).file(place + "/name",
                    "amdgpudrmfb");
        }

        @Override
        protected Rule rule() {
            return new ApuConsole();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the console draws on it", tree -> {
                        processor(tree, "1002:15bf");
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard()),
                    desk("and is left alone", tree -> {
                        processor(tree, "1002:15bf");
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\nswitch:\n  consoles: leave\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("a card", tree -> {
                        processor(tree, "1002:73bf");
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\nswitch:\n  consoles: leave\n"),
                    desk("no console is bound", tree -> {
                        processor(tree, "1002:15bf");
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "0");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\nswitch:\n  consoles: leave\n"),
                    desk("its framebuffer is not shown", tree -> {
                        tree.function(Desk.CARD).ids("1002:15bf").driver("amdgpu");
                        tree.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
                        .file("sys/class/vtconsole/vtcon1/bind", "1");
                    }, Desk.guestWithCard() + "preparation:\n  binding: start\nswitch:\n  consoles: leave\n"));
        }
    }

    @Nested
    @DisplayName("C14")
    class C14 extends RuleExam {
        @Override
        protected Rule rule() {
            return new AudioGrabbed();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the card is on vfio-pci",
                            tree -> tree.function(Desk.CARD).driver("vfio-pci"),
                            Desk.guestWithCard()),
                    desk("both are taken at the start", Desk.guestWithCard() + "preparation:\n  binding: start\n"));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("both are bound when the host starts", Desk.guestWithCard()),
                    desk("both are on vfio-pci",
                            tree -> tree.function(Desk.CARD).driver("vfio-pci").function(Desk.AUDIO)
                                    .driver("vfio-pci"),
                            Desk.guestWithCard()),
                    desk("ids are C06's",
                            tree -> tree.modprobe("vfio.conf", "options vfio-pci ids=10de:1c03,10de:10f1")
                                    .function(Desk.CARD).driver("vfio-pci"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C15")
    class C15 extends RuleExam {
        @Override
        protected Rule rule() {
            return new Reattach9070();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("the kernel of the report",
                            tree -> tree.kernel("7.2.2-2-cachyos").function(Desk.CARD).ids("1002:7550"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("another kernel",
                            tree -> tree.kernel("7.3.0").function(Desk.CARD).ids("1002:7550"),
                            Desk.guestWithCard()),
                    desk("another card", tree -> tree.kernel("7.2.2-2-cachyos"), Desk.guestWithCard()),
                    desk("it stays on vfio-pci",
                            tree -> tree.kernel("7.2.2-2-cachyos").function(Desk.CARD).ids("1002:7550"),
                            Desk.guestWithCard() + "preparation:\n  binding: boot\n"));
        }
    }

    @Nested
    @DisplayName("C16")
    class C16 extends RuleExam {
        @Override
        protected Rule rule() {
            return new Navi3xCycles();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("a newer kernel",
                            tree -> tree.kernel("6.15.2").function(Desk.CARD).ids("1002:744c"),
                            Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("an older kernel",
                            tree -> tree.kernel("6.14.9").function(Desk.CARD).ids("1002:744c"),
                            Desk.guestWithCard()),
                    desk("another family",
                            tree -> tree.kernel("6.15.2").function(Desk.CARD).ids("1002:73bf"),
                            Desk.guestWithCard()));
        }
    }

    @Nested
    @DisplayName("C17")
    class C17 extends RuleExam {
        @Override
        protected Rule rule() {
            return new OptimusScreen();
        }

        @Override
        protected List<RuleCase> speaks() {
            return List.of(
                    desk("Xorg on the second card", tree -> {
                        holder(nvidia(tree), "Xorg", "nvidia0");
                    }, Desk.guestWithCard()));
        }

        @Override
        protected List<RuleCase> silent() {
            return List.of(
                    desk("it is the first card", tree -> {
                        holder(nvidia(tree), "Xorg", "nvidia0");
                        tree.function(Desk.CARD).attribute("boot_vga", "1");
                    }, Desk.guestWithCard()),
                    desk("another process", tree -> {
                        holder(nvidia(tree), "ollama", "nvidia0");
                    }, Desk.guestWithCard()));
        }
    }
}
