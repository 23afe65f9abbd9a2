package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the host starts: what hands the command line to the kernel, where that is written, and what is loaded early. */
public final class HostBoot {

    /** What starts the kernel. */
    public enum Loader {
        GRUB("GRUB", "update-grub or grub-mkconfig"),
        /** systemd-boot, or the kernel's own EFI stub: both name the initramfs with backslashes. */
        SYSTEMD_BOOT("systemd-boot", "kernel-install or reinstall-kernels"),
        PROXMOX("proxmox-boot-tool with systemd-boot", "proxmox-boot-tool refresh"),
        KERNELSTUB("kernelstub", "kernelstub"),
        OSTREE("ostree", "rpm-ostree kargs");

        private final String title;
        private final String command;

        Loader(String title, String command) {
            this.title = title;
            this.command = command;
        }

        /** For people. */
        public String title() {
            return title;
        }

        /** What brings a changed file into effect, for people. */
        public String command() {
            return command;
        }
    }

    /**
     * Kernel arguments as they are written for the next start.
     *
     * @param loader what reads the file
     */
    public record Configured(Loader loader, KernelArguments arguments, Provenance source) {
    }

    /**
     * A module that is to be loaded early, by name.
     *
     * @param name  with {@code _}
     * @param early whether it is loaded by the initramfs, not by the running system
     */
    public record ListedModule(String name, boolean early, Provenance source) {
    }

    /**
     * What the file system says of a file.
     *
     * @param modified seconds since 1970
     * @param mode     permission bits
     * @param owner    name or number
     * @param group    name or number
     * @param path     without a leading slash
     */
    public record FileStatus(long modified, int mode, String owner, String group, String path, Provenance source) {
    }

    /** Lines of modification time, mode, owner, group and path: a capture's files do not keep these by themselves. */
    static final String STATUS = "underpass/stat";
    private static final String GRUB = "etc/default/grub";
    private static final String GRUB_PARTS = "etc/default/grub.d";
    private static final String KERNEL = "etc/kernel/cmdline";
    private static final String KERNELSTUB = "etc/kernelstub/configuration";

    private final Reader reader;
    private final HostKernel kernel;
    private final Lazy<List<Configured>> configured = new Lazy<>(this::readConfigured);
    private final Lazy<List<ListedModule>> modules = new Lazy<>(this::readModules);
    private final Lazy<Fact<List<FileStatus>>> status = new Lazy<>(this::readStatus);

    HostBoot(Reader reader, HostKernel kernel) {
        this.reader = reader;
        this.kernel = kernel;
    }

    /**
     * What started the running kernel, as its command line shows: GRUB names the kernel in {@code BOOT_IMAGE}, EFI
     * programs name the initramfs with backslashes.
     */
    public Fact<Loader> loader() {
        Fact<KernelArguments> arguments = kernel.arguments();
        return arguments.flatMap(all -> {
            String initrd = all.value("initrd").orElse("");
            Loader found = all.has("ostree") ? Loader.OSTREE
                    : initrd.startsWith("\\EFI\\proxmox\\") ? Loader.PROXMOX
                    : initrd.contains("\\") ? reader.tree().exists(KERNELSTUB) ? Loader.KERNELSTUB : Loader.SYSTEMD_BOOT
                    : all.has("BOOT_IMAGE") ? Loader.GRUB : null;
            return found == null ? new Fact.Unknown<>("no argument names it", arguments.source())
                    : new Fact.Known<>(found, arguments.source());
        });
    }

    /** Kernel arguments that are written for the next start, by file and line; what is not shown is not there. */
    public List<Configured> configured() {
        return configured.get();
    }

    /** Modules that files name for the initramfs or for an early start. */
    public List<ListedModule> listedModules() {
        return modules.get();
    }

    /** Files whose times and modes the source shows: images of initramfs, what goes into them, and nodes of VFIO. */
    public Fact<List<FileStatus>> status() {
        return status.get();
    }

    /** What the file system says of one file, where the source shows it. */
    public Optional<FileStatus> status(String path) {
        return status().orElse(List.of()).stream().filter(s -> s.path.equals(path)).findFirst();
    }

    private List<Configured> readConfigured() {
        List<Configured> found = new ArrayList<>();
        List<String> files = new ArrayList<>(List.of(GRUB));
        reader.tree().list(GRUB_PARTS).orElse(List.of()).stream().filter(name -> name.endsWith(".cfg"))
                .forEach(name -> files.add(GRUB_PARTS + "/" + name));
        for (String file : files) {
            for (Reader.Line line : reader.lines(file).orElse(List.of())) {
                String text = line.text().strip();
                if (text.startsWith("GRUB_CMDLINE_LINUX=") || text.startsWith("GRUB_CMDLINE_LINUX_DEFAULT=")) {
                    add(found, Loader.GRUB, unquoted(text.substring(text.indexOf('=') + 1)),
                            Provenance.line(file, line.number()));
                }
            }
        }
        for (Reader.Line line : reader.lines(KERNEL).orElse(List.of())) {
            boolean proxmox = reader.tree().exists("etc/kernel/proxmox-boot-uuids");
            add(found, proxmox ? Loader.PROXMOX : Loader.SYSTEMD_BOOT, line.text(),
                    Provenance.line(KERNEL, line.number()));
        }
        kernelstub(found);
        return List.copyOf(found);
    }

    /** The list {@code user.kernel_options} of a small JSON file that has one word a line. */
    private void kernelstub(List<Configured> found) {
        boolean inside = false;
        boolean user = false;
        for (Reader.Line line : reader.lines(KERNELSTUB).orElse(List.of())) {
            String text = line.text().strip();
            user |= text.startsWith("\"user\"");
            if (user && text.startsWith("\"kernel_options\"")) {
                inside = !text.contains("]");
            } else if (inside && text.startsWith("]")) {
                inside = false;
            } else if (inside && text.startsWith("\"")) {
                int end = text.indexOf('"', 1);
                add(found, Loader.KERNELSTUB, end < 0 ? "" : text.substring(1, end),
                        Provenance.line(KERNELSTUB, line.number()));
            }
        }
    }

    private static void add(List<Configured> to, Loader loader, String text, Provenance source) {
        String line = text.strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
            to.add(new Configured(loader, KernelArguments.parse(line), source));
        }
    }

    private static String unquoted(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        int end = first == '"' || first == '\'' ? text.indexOf(first, 1) : -1;
        return end > 0 ? text.substring(1, end) : text;
    }

    private List<ListedModule> readModules() {
        List<ListedModule> found = new ArrayList<>();
        plain("etc/initramfs-tools/modules", true, found);
        plain("etc/modules", false, found);
        for (String name : reader.tree().list("etc/modules-load.d").orElse(List.of())) {
            if (name.endsWith(".conf")) {
                plain("etc/modules-load.d/" + name, false, found);
            }
        }
        assigned("etc/mkinitcpio.conf", "MODULES", found);
        assigned("etc/dracut.conf", "drivers", found);
        for (String name : reader.tree().list("etc/dracut.conf.d").orElse(List.of())) {
            if (name.endsWith(".conf")) {
                assigned("etc/dracut.conf.d/" + name, "drivers", found);
            }
        }
        return List.copyOf(found);
    }

    /** One module a line, perhaps with options. */
    private void plain(String file, boolean early, List<ListedModule> found) {
        for (Reader.Line line : reader.lines(file).orElse(List.of())) {
            List<String> words = Reader.words(line.text());
            if (!words.isEmpty() && !words.getFirst().startsWith("#") && !words.getFirst().startsWith(";")) {
                found.add(new ListedModule(words.getFirst().replace('-', '_'), early,
                        Provenance.line(file, line.number())));
            }
        }
    }

    /** Assignments such as {@code MODULES=(vfio_pci vfio)} and {@code force_drivers+=" vfio_pci "}. */
    private void assigned(String file, String variable, List<ListedModule> found) {
        for (Reader.Line line : reader.lines(file).orElse(List.of())) {
            String text = line.text().strip();
            int equals = text.indexOf('=');
            String name = equals < 0 || text.startsWith("#") ? "" : text.substring(0, equals);
            if (name.contains(variable) && !name.contains("omit")) {
                int remark = text.indexOf('#');
                String list = remark > equals ? text.substring(equals + 1, remark) : text.substring(equals + 1);
                for (String word : Reader.words(list.replaceAll("[()\"']", " "))) {
                    found.add(new ListedModule(word.replace('-', '_'), true, Provenance.line(file, line.number())));
                }
            }
        }
    }

    private Fact<List<FileStatus>> readStatus() {
        return reader.lines(STATUS).map(lines -> {
            List<FileStatus> found = new ArrayList<>();
            for (Reader.Line line : lines) {
                String[] words = line.text().split(" ", 5);
                Optional<Long> time = words.length < 5 ? Optional.empty() : Reader.parseNumber(words[0]);
                Optional<Integer> mode = words.length < 5 ? Optional.empty() : octal(words[1]);
                if (time.isPresent() && mode.isPresent()) {
                    found.add(new FileStatus(time.get(), mode.get(), words[2], words[3], words[4],
                            Provenance.line(STATUS, line.number())));
                }
            }
            return List.copyOf(found);
        });
    }

    private static Optional<Integer> octal(String text) {
        try {
            return Optional.of(Integer.parseInt(text, 8));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
