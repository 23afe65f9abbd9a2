package org.underpass.hypervisor.kvm;

import java.util.List;
import java.util.TreeSet;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuStorage;
import org.underpass.profile.CpuSet;
import org.underpass.profile.TpmVersion;

/** The script that starts QEMU: what has to be there before, then the command line. */
final class KvmScript {
    private KvmScript() {
    }

    static String of(GuestMachine machine, FirmwarePlan firmware, QemuCommandLine line, Report report) {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        text.append(Sh.comment("Starts " + machine.profile().name()
                + " with QEMU and KVM. Run host/prepare.sh before."));
        machine.profile().title().ifPresent(title -> text.append(Sh.comment(title)));
        text.append("# Further arguments are handed on to QEMU.\n"
                + "# Names from the profile stand within single quotes and are never expanded.\n"
                + "# shellcheck disable=SC2016\n"
                + "set -eu\n");
        text.append("state=").append(Sh.quote(machine.stateFolder())).append('\n');
        text.append("mkdir -p -- \"$state\"\n");
        variables(firmware, text);
        images(machine, text);
        tpm(machine, text);
        text.append("\nexec ").append(affinity(machine, report)).append("\"${UNDERPASS_QEMU:-qemu-system-x86_64}\"")
                .append(line.sh()).append(" \\\n    \"$@\"\n");
        return text.toString();
    }

    private static void variables(FirmwarePlan firmware, StringBuilder text) {
        if (firmware.vars().isEmpty() || firmware.template().isEmpty()) {
            return;
        }
        text.append("\n# The machine's own copy of the firmware's variables.\n");
        text.append("vars=").append(Sh.quote(firmware.vars().get())).append('\n');
        text.append("if [ ! -e \"$vars\" ]; then\n    cp -- ").append(Sh.quote(firmware.template().get()))
                .append(" \"$vars\"\nfi\n");
    }

    private static void images(GuestMachine machine, StringBuilder text) {
        List<GuestDisk> made = machine.disks().stream()
                .filter(d -> d.disk().size().isPresent() && d.source().isPresent() && !d.block()).toList();
        if (made.isEmpty()) {
            return;
        }
        text.append("\n# Images that do not exist yet.\n");
        for (GuestDisk disk : made) {
            String path = disk.source().orElseThrow();
            String file = path.startsWith("/") ? path : "./" + path;
            text.append("if [ ! -e ").append(Sh.quote(file)).append(" ]; then\n    qemu-img create -q -f ")
                    .append(QemuStorage.driver(disk.format())).append(' ').append(Sh.quote(file)).append(' ')
                    .append(disk.disk().size().getAsLong()).append("\nfi\n");
        }
    }

    private static void tpm(GuestMachine machine, StringBuilder text) {
        TpmVersion version = machine.profile().firmware().tpm();
        if (version == TpmVersion.NONE) {
            return;
        }
        text.append("\n# The TPM runs beside QEMU and ends with it.\n");
        text.append("mkdir -p -- \"$state/tpm\"\nswtpm socket --daemon --terminate --tpmstate \"dir=$state/tpm\" \\\n"
                + "    --ctrl \"type=unixio,path=$state/tpm.sock\"");
        text.append(version == TpmVersion.V2_0 ? " --tpm2\n" : "\n");
    }

    /** QEMU itself pins nothing: the whole process is kept on the processors of all its threads. */
    private static String affinity(GuestMachine machine, Report report) {
        var cpu = machine.profile().cpu();
        if (cpu.pinning().isEmpty() && cpu.emulatorPinning().isEmpty() && cpu.ioThreadPinning().isEmpty()) {
            return "";
        }
        TreeSet<Integer> all = new TreeSet<>();
        cpu.pinning().forEach(set -> all.addAll(set.numbers()));
        cpu.emulatorPinning().ifPresent(set -> all.addAll(set.numbers()));
        cpu.ioThreadPinning().ifPresent(set -> all.addAll(set.numbers()));
        report.warn("pinning", cpu.pinning().isEmpty() ? "cpu" : "cpu.pinning",
                "the QEMU script keeps all threads of the guest on these processors together",
                "QEMU has no option that pins single threads; domain.xml pins each");
        return "taskset -c " + new CpuSet(List.copyOf(all)) + " ";
    }
}
