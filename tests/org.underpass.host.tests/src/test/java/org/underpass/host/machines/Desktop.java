package org.underpass.host.machines;

import java.util.List;

/** The same board in daily use: the NVIDIA card draws the host's screens, and gives them up while a guest has it. */
final class Desktop extends Workstation {

    @Override
    String name() {
        return "desktop";
    }

    @Override
    String remark() {
        return """
                A simulated AMD desktop (Ryzen 7000, X670E) on Debian 12 in daily use: the NVIDIA card in the first slot
                draws the host's screens and consoles, the processor's graphics has a screen too. The card can be
                switched to a guest and back.
                Made by org.underpass.host.machines.Desktop; change it there.""";
    }

    @Override
    void card(Part graphics, Part audio) {
        graphics.driver("nouveau").bootVga(true);
        audio.driver("snd_hda_intel");
        display(graphics, "nouveau", 0, connectors("DP-1", true, "HDMI-A-1", false), true);
        String sound = audio.directory() + "/sound/card1";
        tree.line(sound + "/controlC1/dev", "116:9");
        tree.line(sound + "/pcmC1D3p/dev", "116:7");
    }

    @Override
    void screens(Part processor) {
        processor.bootVga(false);
        display(processor, "amdgpu", 1, connectors("DP-3", true, "HDMI-A-2", false), false);
    }

    @Override
    List<String> cardLog() {
        return List.of("[    2.114822] nouveau 0000:01:00.0: [drm] fb0: nouveaudrmfb frame buffer device");
    }

    @Override
    List<String> cardModules() {
        return List.of("nouveau 3162112 6");
    }

    @Override
    String modprobe() {
        return "# Cards are taken from their drivers when a guest starts.\n";
    }
}
