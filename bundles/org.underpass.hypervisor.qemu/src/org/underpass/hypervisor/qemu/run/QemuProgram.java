package org.underpass.hypervisor.qemu.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Programs on this machine. */
public final class QemuProgram {
    private static final String USUAL = "qemu-system-x86_64";

    private QemuProgram() {
    }

    /** QEMU's name: what UNDERPASS_QEMU says, as in the scripts of a build, else the usual one. */
    public static String name() {
        return name(System.getenv());
    }

    static String name(Map<String, String> environment) {
        String given = environment.getOrDefault("UNDERPASS_QEMU", "");
        return given.isEmpty() ? USUAL : given;
    }

    /** Where the PATH leads to a program; absent where nowhere. */
    public static Optional<Path> find(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable);
        }
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
