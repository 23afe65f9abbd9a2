package org.underpass.hypervisor.machine;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFirmware.Descriptor;
import org.underpass.profile.Firmware;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.MachineType;
import org.underpass.spi.Evidence;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;

/**
 * The firmware that starts a guest, decided.
 *
 * @param type       UEFI or BIOS
 * @param code       the image on the host; absent: the BIOS that QEMU itself brings
 * @param codeFormat {@code raw} or {@code qcow2}
 * @param vars       the machine's own variable store on the host; absent where the image keeps no variables
 * @param template   what a missing variable store is copied from
 * @param varsFormat format of both
 * @param smm        whether it runs in system management mode
 * @param secureBoot whether it enforces Secure Boot
 */
public record FirmwarePlan(FirmwareType type, Optional<String> code, String codeFormat, Optional<String> vars,
        Optional<String> template, String varsFormat, boolean smm, boolean secureBoot) {

    private static final String WHY = "a guest does not start without firmware, and its place is a fact of the host: "
            + "it is read from the firmware descriptors in /usr/share/qemu/firmware and /etc/qemu/firmware";

    /**
     * Decides. Where the host does not show what firmware it has, the usual place is taken and a warning given; where
     * it shows that it has none as the profile wants it, that is an error.
     */
    public static FirmwarePlan of(GuestMachine machine, Report report) {
        Firmware wish = machine.profile().firmware();
        FirmwareType type = wish.type().orElse(FirmwareType.UEFI);
        boolean secure = wish.secureBoot().orElse(false);
        MachineType board = machine.board();
        if (type == FirmwareType.BIOS) {
            notForBios(machine, report);
        }
        Optional<Descriptor> found = choose(machine.host(), type, board, secure && type == FirmwareType.UEFI);
        String ownVars = wish.vars().orElse(machine.stateFolder() + "/vars.fd");
        if (wish.code().isPresent()) {
            return named(machine, type, found.filter(d -> d.executable().equals(wish.code().get())), ownVars, report);
        }
        if (found.isEmpty()) {
            return usual(type, secure, ownVars, machine, report);
        }
        Descriptor image = found.get();
        boolean keeps = image.nvramTemplate().isPresent()
                || wish.vars().isPresent() && image.device().equals("flash");
        return new FirmwarePlan(type, Optional.of(image.executable()), image.format(),
                keeps ? Optional.of(ownVars) : Optional.empty(), image.nvramTemplate(),
                image.nvramFormat().orElse("raw"), needsSmm(image), enforcesSecureBoot(image));
    }

    /** The image that the profile names; a descriptor that speaks of the same file tells the rest. */
    private static FirmwarePlan named(GuestMachine machine, FirmwareType type, Optional<Descriptor> known, String vars,
            Report report) {
        boolean secure = machine.profile().firmware().secureBoot().orElse(false);
        boolean keeps = type == FirmwareType.UEFI
                && (machine.profile().firmware().vars().isPresent() || known.isPresent());
        if (type == FirmwareType.UEFI && !keeps) {
            report.warn("firmware", "firmware.code", "the machine has no variable store: it forgets its boot order",
                    "no descriptor of the host speaks of this image, so nothing tells a template of its variables",
                    new Fix.Manual("Name a variable store with firmware.vars", Fix.Manual.Where.PROFILE));
        }
        return new FirmwarePlan(type, machine.profile().firmware().code(), known.map(Descriptor::format).orElse("raw"),
                keeps ? Optional.of(vars) : Optional.empty(), known.flatMap(Descriptor::nvramTemplate),
                known.flatMap(Descriptor::nvramFormat).orElse("raw"),
                known.map(FirmwarePlan::needsSmm).orElse(secure), secure);
    }

    /** The first descriptor that fits, in the host's order; images without Secure Boot first unless it is asked for. */
    private static Optional<Descriptor> choose(Host host, FirmwareType type, MachineType board, boolean secure) {
        List<Descriptor> fitting = host.firmware().descriptors().orElse(List.of()).stream()
                .filter(d -> fits(d, type, board)).toList();
        if (secure) {
            return fitting.stream().filter(FirmwarePlan::enforcesSecureBoot).findFirst();
        }
        return fitting.stream().filter(d -> !enforcesSecureBoot(d) && !needsSmm(d)).findFirst()
                .or(() -> fitting.stream().filter(d -> !enforcesSecureBoot(d)).findFirst());
    }

    private static boolean fits(Descriptor image, FirmwareType type, MachineType board) {
        boolean loadable = image.device().equals("memory")
                || image.device().equals("flash") && !image.mode().orElse("split").equals("combined");
        String versioned = board == MachineType.Q35 ? "pc-q35-9.0" : "pc-i440fx-9.0";
        String alias = board == MachineType.Q35 ? "q35" : "pc";
        return loadable && image.interfaceTypes().contains(type.word())
                && image.targets().stream().filter(t -> t.architecture().equals("x86_64"))
                        .flatMap(t -> t.machines().stream())
                        .anyMatch(pattern -> matches(pattern, versioned) || matches(pattern, alias));
    }

    private static boolean matches(String pattern, String machine) {
        return pattern.endsWith("*") ? machine.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(machine);
    }

    private static boolean needsSmm(Descriptor image) {
        return image.features().contains("requires-smm");
    }

    private static boolean enforcesSecureBoot(Descriptor image) {
        return image.features().contains("secure-boot") && image.features().contains("enrolled-keys");
    }

    private static void notForBios(GuestMachine machine, Report report) {
        if (machine.profile().firmware().secureBoot().orElse(false)) {
            report.refuse("firmware", "firmware.secureBoot", "Secure Boot needs UEFI firmware",
                    "a classic BIOS checks no signatures");
        }
        if (machine.profile().firmware().vars().isPresent()) {
            report.warn("firmware-vars", "firmware.vars", "a classic BIOS has no variable store; the file is not used",
                    "SeaBIOS keeps no variables");
        }
        if (machine.profile().firmware().mmio64Window().isPresent()) {
            report.warn("mmio64", "firmware.mmio64Window", "the window for 64-bit BARs is left to the BIOS",
                    "only OVMF can be asked for its size");
        }
    }

    /**
     * What to do where no descriptor fits: a BIOS comes with QEMU; UEFI firmware of a host that does not show its
     * descriptors lies where its distribution puts it, which is said; and a host that shows them has none that fits.
     */
    private static FirmwarePlan usual(FirmwareType type, boolean secure, String ownVars, GuestMachine machine,
            Report report) {
        String kind = type == FirmwareType.BIOS ? "BIOS"
                : secure ? "UEFI firmware that enforces Secure Boot" : "UEFI firmware";
        Fact<List<Descriptor>> shown = machine.host().firmware().descriptors();
        Evidence evidence = Evidence.of(switch (shown) {
            case Fact.Known<List<Descriptor>> known -> "none of " + known.it().size() + " descriptors names " + kind
                    + " for " + machine.board().word();
            case Fact.Absent<List<Descriptor>> absent -> "the host has no firmware descriptors";
            case Fact.Unknown<List<Descriptor>> unknown -> "firmware descriptors: " + unknown.why();
        }, shown);
        if (type == FirmwareType.BIOS) {
            report.host(Severity.INFO, "firmware", "firmware", "the BIOS that QEMU brings itself is used",
                    "the host's descriptors name none, and QEMU looks for bios-256k.bin among its own files", evidence);
            return new FirmwarePlan(type, Optional.empty(), "raw", Optional.empty(), Optional.empty(), "raw", false,
                    false);
        }
        Fix install = new Fix.HostChange("Install OVMF on the host, and capture it again",
                Fix.HostChange.Kind.INSTALL, "ovmf", "");
        Fix name = new Fix.Manual("Name the image with firmware.code and firmware.vars", Fix.Manual.Where.PROFILE);
        if (!shown.isUnknown()) {
            report.host(Severity.ERROR, "firmware", "firmware", "the host has no " + kind + " for this machine", WHY,
                    evidence, install, name);
            return new FirmwarePlan(type, Optional.empty(), "raw", Optional.empty(), Optional.empty(), "raw", false,
                    false);
        }
        UsualFirmware usual = UsualFirmware.of(machine.host(), secure);
        report.host(Severity.WARNING, "firmware", "firmware", "the host shows no " + kind
                + "; the usual place is taken, " + usual.code(), WHY, evidence, install, name);
        return new FirmwarePlan(type, Optional.of(usual.code()), "raw", Optional.of(ownVars),
                Optional.of(usual.vars()), "raw", secure, secure);
    }
}
