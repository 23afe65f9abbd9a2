package org.underpass.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Programs of the host that matter for guests: versions from the package manager's database or from
 * {@code underpass/programs}, where a capture keeps what each said of itself, and some of their settings.
 */
public final class HostPrograms {

    /**
     * An installed program.
     *
     * @param name    of the package or program
     * @param text    its version as the source writes it
     * @param version the numbers of its version, where it begins with some
     */
    public record Program(String name, String text, Optional<VersionNumber> version) {
    }

    /**
     * A setting in a file of libvirt.
     *
     * @param value as written, without quotes
     */
    public record Setting(String value, Provenance source) {
    }

    /** Lines of a program's name, a blank and what it says as its version. */
    static final String OWN_LIST = "underpass/programs";
    private static final String DPKG = "var/lib/dpkg/status";
    private static final String PACMAN = "var/lib/pacman/local";

    private final Reader reader;
    private final Lazy<Map<String, String>> dpkg = new Lazy<>(this::readDpkg);
    private final Lazy<Fact<Program>> qemu = new Lazy<>(() -> program("qemu-system-x86_64", "qemu-system-x86",
            "qemu-system-x86", "qemu-base", "qemu-desktop", "qemu-full", "pve-qemu-kvm"));
    private final Lazy<Fact<Program>> libvirt = new Lazy<>(() -> program("libvirtd", "libvirt-daemon",
            "libvirt-daemon-system", "libvirt"));
    private final Lazy<Fact<Program>> xen = new Lazy<>(() -> program("xl", "xen-utils", "xen-utils-4.17", "xen"));

    HostPrograms(Reader reader) {
        this.reader = reader;
    }

    /** QEMU's system emulator for x86. */
    public Fact<Program> qemu() {
        return qemu.get();
    }

    /** libvirt's daemon. */
    public Fact<Program> libvirt() {
        return libvirt.get();
    }

    /** Xen's tool stack with xl. */
    public Fact<Program> xen() {
        return xen.get();
    }

    /** The hypervisor that the host's kernel runs on: {@code xen}; absent on bare metal and elsewhere. */
    public Fact<String> hypervisor() {
        return reader.filledLine("sys/hypervisor/type");
    }

    /** Whether the host's kernel is Xen's control domain. */
    public Fact<Boolean> isXenControlDomain() {
        Fact<String> capabilities = reader.line("proc/xen/capabilities");
        return capabilities.isAbsent() ? Fact.known(false, "proc/xen/capabilities")
                : capabilities.map(text -> text.contains("control_d"));
    }

    /** Whether a secure shell server is switched on, so that somebody can come in without a display. */
    public Fact<Boolean> secureShell() {
        String wanted = "etc/systemd/system/multi-user.target.wants";
        String sockets = "etc/systemd/system/sockets.target.wants";
        for (String path : List.of(wanted + "/ssh.service", wanted + "/sshd.service", sockets + "/ssh.socket",
                sockets + "/sshd.socket", "etc/runlevels/default/sshd")) {
            if (reader.tree().link(path).isKnown() || reader.tree().exists(path)) {
                return Fact.known(true, path);
            }
        }
        Fact<List<String>> services = reader.tree().list(wanted);
        return services.isAbsent() ? Fact.known(false, wanted) : services.map(names -> false);
    }

    /** Whether a unit of systemd is switched on for the usual start. */
    public Fact<Boolean> isServiceEnabled(String unit) {
        String folder = "etc/systemd/system/multi-user.target.wants";
        String path = folder + "/" + unit;
        return reader.tree().link(path).isKnown() || reader.tree().exists(path) ? Fact.known(true, path)
                : reader.tree().list(folder).map(names -> false);
    }

    /** Settings of a file in /etc/libvirt, such as {@code qemu.conf}, by name. */
    public Fact<Map<String, Setting>> libvirtSettings(String file) {
        String path = "etc/libvirt/" + file;
        return reader.lines(path).map(lines -> {
            Map<String, Setting> found = new TreeMap<>();
            for (Reader.Line line : lines) {
                int equals = line.text().indexOf('=');
                String name = equals < 0 ? "" : line.text().substring(0, equals).strip();
                if (!name.isEmpty() && !name.startsWith("#")) {
                    String value = line.text().substring(equals + 1).strip();
                    if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                        value = value.substring(1, value.length() - 1);
                    }
                    found.put(name, new Setting(value, Provenance.line(path, line.number())));
                }
            }
            return Map.copyOf(found);
        });
    }

    /** Names in /etc/libvirt/hooks. */
    public Fact<List<String>> libvirtHooks() {
        return reader.tree().list("etc/libvirt/hooks");
    }

    private Fact<Program> program(String name, String... packages) {
        for (String candidate : packages) {
            String version = dpkg.get().get(candidate);
            if (version != null) {
                return Fact.known(program(candidate, version.substring(version.indexOf(':') + 1)), DPKG);
            }
        }
        for (String entry : reader.tree().list(PACMAN).orElse(List.of())) {
            for (String candidate : packages) {
                String rest = entry.startsWith(candidate + "-") ? entry.substring(candidate.length() + 1) : "";
                if (!rest.isEmpty() && Character.isDigit(rest.charAt(0))) {
                    return Fact.known(program(candidate, rest.substring(rest.indexOf(':') + 1)), PACMAN + "/" + entry);
                }
            }
        }
        Fact<List<Reader.Line>> own = reader.lines(OWN_LIST);
        for (Reader.Line line : own.orElse(List.of())) {
            List<String> words = Reader.words(line.text());
            if (words.size() > 1 && words.getFirst().equals(name)) {
                String text = line.text().substring(line.text().indexOf(' ')).strip();
                return new Fact.Known<>(program(name, text), Provenance.line(OWN_LIST, line.number()));
            }
        }
        return own.isKnown() ? Fact.absent(OWN_LIST) : own.map(lines -> null);
    }

    private static Program program(String name, String text) {
        return new Program(name, text, VersionNumber.parse(text));
    }

    /** Installed packages that are asked for, from the database of dpkg. */
    private Map<String, String> readDpkg() {
        Map<String, String> found = new TreeMap<>();
        String text = reader.text(DPKG).orElse("");
        for (String start : List.of("qemu-system-x86", "pve-qemu-kvm", "libvirt-daemon-system", "libvirt-daemon",
                "xen-utils-4.17")) {
            int at = text.startsWith("Package: " + start + "\n") ? 0 : text.indexOf("\nPackage: " + start + "\n");
            if (at < 0) {
                continue;
            }
            int end = text.indexOf("\n\n", at + 1);
            String block = text.substring(at, end < 0 ? text.length() : end);
            int version = block.indexOf("\nVersion: ");
            if (version >= 0 && block.contains("\nStatus: install ok installed")) {
                int last = block.indexOf('\n', version + 1);
                found.put(start, block.substring(version + 10, last < 0 ? block.length() : last));
            }
        }
        return found;
    }
}
