package org.underpass.hypervisor.machine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.underpass.host.Fact;
import org.underpass.host.Host;

/**
 * Where distributions put OVMF, for hosts whose descriptors are not shown. Read off the packages' file lists: Debian's
 * and Ubuntu's {@code ovmf}, Fedora's {@code edk2-ovmf}, Arch's {@code edk2-ovmf}.
 *
 * @param distribution ids of os-release(5) that it belongs to
 * @param secureBoot   whether the image enforces Secure Boot with Microsoft's keys
 */
record UsualFirmware(List<String> distribution, String code, String vars, boolean secureBoot) {
    private static final String DEBIAN = "/usr/share/OVMF/";
    private static final String FEDORA = "/usr/share/edk2/ovmf/";
    private static final String ARCH = "/usr/share/edk2/x64/";

    /** Debian's stand first: they are taken where a host does not even say what it is. */
    private static final List<UsualFirmware> ALL = List.of(
            new UsualFirmware(List.of("debian", "ubuntu"), DEBIAN + "OVMF_CODE_4M.fd", DEBIAN + "OVMF_VARS_4M.fd",
                    false),
            new UsualFirmware(List.of("debian", "ubuntu"), DEBIAN + "OVMF_CODE_4M.ms.fd",
                    DEBIAN + "OVMF_VARS_4M.ms.fd", true),
            new UsualFirmware(List.of("fedora", "rhel"), FEDORA + "OVMF_CODE.fd", FEDORA + "OVMF_VARS.fd", false),
            new UsualFirmware(List.of("fedora", "rhel"), FEDORA + "OVMF_CODE.secboot.fd",
                    FEDORA + "OVMF_VARS.secboot.fd", true),
            new UsualFirmware(List.of("arch"), ARCH + "OVMF_CODE.4m.fd", ARCH + "OVMF_VARS.4m.fd", false));

    /** The one for a host's distribution, else Debian's. */
    static UsualFirmware of(Host host, boolean secureBoot) {
        Fact<byte[]> release = host.tree().read("etc/os-release");
        String text = release.value().map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
        List<UsualFirmware> fitting = ALL.stream().filter(f -> f.secureBoot == secureBoot).toList();
        return fitting.stream().filter(f -> f.distribution.stream().anyMatch(id -> names(text, id))).findFirst()
                .orElse(fitting.get(0));
    }

    private static boolean names(String release, String id) {
        return release.lines().filter(l -> l.startsWith("ID=") || l.startsWith("ID_LIKE="))
                .flatMap(l -> List.of(l.substring(l.indexOf('=') + 1).replace("\"", "").split(" ")).stream())
                .anyMatch(id::equals);
    }
}
