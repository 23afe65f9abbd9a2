package org.underpass.hypervisor.emulator;

import java.util.List;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.profile.DeviceProfile;

/** The script that starts a rehearsal, and what belongs around it. */
final class EmulatorScript {
    private static final String WHY = "a stand-in is not the real card";

    private EmulatorScript() {
    }

    static String of(GuestMachine machine, FirmwarePlan firmware, QemuCommandLine line) {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        text.append(Sh.comment("Rehearses " + machine.profile().name()
                + " with QEMU alone: no KVM, no IOMMU, no device of the host."));
        machine.profile().title().ifPresent(title -> text.append(Sh.comment(title)));
        text.append("# Further arguments are handed on to QEMU: -display gtk opens a window.\n"
                + "# Names from the profile stand within single quotes and are never expanded.\n"
                + "# shellcheck disable=SC2016\n"
                + "set -eu\n");
        firmware.code().ifPresent(code -> present(text, code));
        firmware.template().filter(t -> firmware.vars().isPresent()).ifPresent(template -> present(text, template));
        text.append("\nexec \"${UNDERPASS_QEMU:-qemu-system-x86_64}\"").append(line.sh()).append(" \\\n    \"$@\"\n");
        return text.toString();
    }

    private static void present(StringBuilder text, String path) {
        text.append("if [ ! -r ").append(Sh.quote(path)).append(" ]; then\n    printf '%s\\n' ")
                .append(Sh.quote("emulator.sh: the firmware " + path + " is not there: install it as the host has it"))
                .append(" >&2\n    exit 7\nfi\n");
    }

    static String fragment(DeviceSketch card, QemuCommandLine line) {
        return Sh.comment(card.label()) + line.sh().replace(" \\\n    ", "\n").substring(1) + "\n";
    }

    /** What a device profile says of real cards only. */
    static void notRehearsed(DeviceProfile profile, Report report) {
        LeftOut.report(List.of(
                new LeftOut("guest", "guest settings for the real card are not used", WHY),
                new LeftOut("host", "the host is not prepared", WHY),
                new LeftOut("rom", "the stand-in has QEMU's own ROM", WHY)), profile, report);
    }
}
