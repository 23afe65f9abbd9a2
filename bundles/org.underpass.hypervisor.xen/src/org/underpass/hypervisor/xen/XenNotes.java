package org.underpass.hypervisor.xen;

import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.spi.Finding;

/** Notes for the person who runs the machine. */
final class XenNotes {
    private XenNotes() {
    }

    static String of(GuestMachine machine, Report report) {
        String name = machine.profile().name();
        StringBuilder text = new StringBuilder("# " + name + " on Xen\n\n");
        machine.profile().title().ifPresent(t -> text.append(Sh.printable(t)).append("\n\n"));
        for (PassedDevice device : machine.passed()) {
            for (PassedFunction function : device.functions()) {
                text.append("- ").append(function.address()).append(": ")
                        .append(Sh.printable(machine.host().nameOf(function.host()))).append('\n');
            }
        }
        text.append(machine.passed().isEmpty() ? "Nothing of the host is given away.\n" : "");
        text.append("\n## Order\n"
                + "1. Change what `host/dom0-arguments.txt` lists, and restart the host.\n"
                + "2. Run `host/prepare.sh` in dom0 as root. It gives up when xl does not answer within 60 s "
                + "(`UNDERPASS_XL_SECONDS`).\n"
                + "3. `timeout 120 xl create " + machine.fileName() + ".cfg`\n"
                + "4. Run `host/restore.sh` when the guest has ended and dom0 wants its devices back.\n\n");
        text.append("`xl -N create -d " + machine.fileName() + ".cfg` prints what xl makes of the file without "
                + "starting anything.\n\n## Stopping\n");
        text.append(switch (machine.profile().machine().stop()) {
            case POWERDOWN -> "`timeout 120 xl shutdown -w " + name + "`, and only when the guest does not end in time "
                    + "`xl destroy " + name + "`.";
            case POWERDOWN_ONLY -> "`xl shutdown -w " + name + "` only: a guest that is destroyed may leave the card "
                    + "unusable.";
            case DESTROY -> "`xl destroy " + name + "`.";
        }).append("\n\n");
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
}
