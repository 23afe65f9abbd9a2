package org.underpass.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs one scenario of the lab; {@code tests/lab/run} says how, and makes the parts before. */
public final class Lab {
    private Lab() {
    }

    /**
     * What a run works with.
     *
     * @param top the repository
     * @param folder where all that this run leaves lies
     * @param limit seconds that each wait may last
     * @param keep whether memory dumps stay
     * @param kvm whether this machine's own KVM is used
     */
    record Settings(Path top, Path folder, long limit, boolean keep, boolean kvm) {
        String initramfs() {
            return System.getProperty("lab.parts") + "/root-" + System.getProperty("lab.version") + ".img";
        }

        /** The console outside, and the two folders that the machine inside sees of the one outside. */
        List<String> shares(Path share) {
            return List.of("-chardev", "file,id=console,path=" + folder.resolve("console.log"), "-serial",
                    "chardev:console", "-fsdev", "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap",
                    "-device", "virtio-9p-pci,fsdev=root,mount_tag=root,bus=pcie.0,addr=0x1d",
                    "-fsdev", "local,id=lab,path=" + share.normalize() + ",security_model=none,multidevs=remap",
                    "-device", "virtio-9p-pci,fsdev=lab,mount_tag=lab,bus=pcie.0,addr=0x1e");
        }

        /** The last console named is the one that programs get. */
        String kernelArguments(Path share, String script, String arguments) {
            return arguments + " console=ttyS0 quiet panic=-1 lab.share=" + share.normalize() + " lab.run=" + top
                    + script + " lab.modules=" + System.getProperty("lab.modules");
        }

        /** Variables for the scripts inside. */
        String settings() {
            return "top='" + top + "'\nlab='" + top + "/tests/lab'\nJAVA_HOME='" + System.getProperty("java.home")
                    + "'\nlimit=" + limit + "\n";
        }
    }

    /** Exit status 0 when all passed, 1 when something failed. */
    public static void main(String[] arguments) throws IOException {
        long limit = 900;
        boolean keep = false;
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--keep" -> keep = true;
                case "--timeout" -> limit = Long.parseLong(arguments[++i]);
                default -> {
                    System.err.println("lab: unknown option " + arguments[i]);
                    System.exit(2);
                }
            }
        }
        Path top = Path.of(System.getProperty("lab.top"));
        Path folder = top.resolve("tests/lab/target").resolve(arguments[0]);
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
        Checks checks = new Checks();
        Settings settings = new Settings(top, folder, limit, keep, usableKvm());
        System.out.println(arguments[0] + (settings.kvm() ? " under KVM" : " under TCG, which takes minutes"));
        try {
            switch (arguments[0]) {
                case "kvm-intel" -> new KvmScenario(settings, checks, false).run();
                case "kvm-amd" -> new KvmScenario(settings, checks, true).run();
                case "xen-pv" -> new XenScenario(settings, checks, false).run();
                case "xen-hvm" -> new XenScenario(settings, checks, true).run();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (IOException e) {
            checks.check("the scenario runs through", false, e.toString());
        }
        System.out.println("what is kept lies in " + top.relativize(folder));
        System.exit(checks.close() ? 0 : 1);
    }

    /** KVM with nesting on real virtualization hardware; a KVM that is itself emulated (kvm_pvm) starts no guests in it. */
    private static boolean usableKvm() throws IOException {
        String cpu = Files.readString(Path.of("/proc/cpuinfo"));
        return (cpu.contains(" vmx ") || cpu.contains(" svm ")) && Files.isWritable(Path.of("/dev/kvm"))
                && !Files.exists(Path.of("/sys/module/kvm_pvm"));
    }
}
