package org.underpass.hypervisor.machine.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.underpass.host.FileTree;
import org.underpass.host.Host;
import org.underpass.host.KernelArguments;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.profile.BootLoader;

/**
 * Which kernel arguments a host needs more or less than it runs with. An argument that the host has already is not
 * added, one that it has not is not removed. Not thread-safe.
 */
public final class KernelAdvice {
    private final Map<String, String> additions = new LinkedHashMap<>();
    private final Map<String, String> removals = new LinkedHashMap<>();
    private final Host host;

    public KernelAdvice(Host host) {
        this.host = host;
    }

    /** What the kernel runs with; empty where the host does not show it. */
    public KernelArguments present() {
        return host.kernel().arguments().orElse(KernelArguments.parse(""));
    }

    /** Adds an argument, unless the kernel runs with it. */
    public void add(String token, String why) {
        if (present().all().stream().noneMatch(a -> a.token().equals(token))) {
            additions.putIfAbsent(token, why);
        }
    }

    /** Takes every argument away that matches. */
    public void remove(Predicate<KernelArguments.Argument> which, String why) {
        present().all().stream().filter(which).forEach(a -> removals.putIfAbsent(a.token(), why));
    }

    /** What is to be added, in order. */
    public List<String> additions() {
        return List.copyOf(additions.keySet());
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return additions.isEmpty() && removals.isEmpty();
    }

    /** The text of the artifact. */
    public String text(String machine, BootLoader wish) {
        StringBuilder text = new StringBuilder();
        text.append(Sh.comment("Kernel arguments of the host for " + machine + ", against what it runs with:"));
        text.append(Sh.comment(present().all().isEmpty() ? "(not shown)" : String.join(" ",
                present().all().stream().map(KernelArguments.Argument::token).toList())));
        additions.forEach((token, why) -> text.append(Sh.comment(why)).append("add ").append(Sh.printable(token))
                .append('\n'));
        removals.forEach((token, why) -> text.append(Sh.comment(why)).append("remove ").append(Sh.printable(token))
                .append('\n'));
        if (isEmpty()) {
            text.append(Sh.comment("Nothing to do."));
            return text.toString();
        }
        text.append('\n').append(Sh.comment("Where they go:"));
        where(wish).forEach(line -> text.append(Sh.comment(line)));
        return text.toString();
    }

    /** The boot loader that the profile names, or the one that the host's files speak of. */
    private BootLoader loader(BootLoader wish) {
        if (wish != BootLoader.AUTO) {
            return wish;
        }
        FileTree files = host.tree();
        if (files.exists("etc/kernelstub/configuration")) {
            return BootLoader.KERNELSTUB;
        }
        if (files.exists("usr/sbin/grubby") || files.exists("sbin/grubby")) {
            return BootLoader.GRUBBY;
        }
        if (files.exists("etc/default/grub")) {
            return BootLoader.GRUB;
        }
        if (files.exists("boot/loader/loader.conf") || files.exists("boot/efi/loader/loader.conf")
                || files.exists("efi/loader/loader.conf")) {
            return BootLoader.SYSTEMD_BOOT;
        }
        return files.exists("etc/kernel/cmdline") ? BootLoader.UKI : BootLoader.PRINT;
    }

    private List<String> where(BootLoader wish) {
        String added = String.join(" ", additions.keySet());
        return switch (loader(wish)) {
            case GRUB -> List.of("GRUB: edit GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then run update-grub",
                    "(or grub-mkconfig -o /boot/grub/grub.cfg), and restart the host.");
            case SYSTEMD_BOOT -> List.of("systemd-boot: edit the options line of the entry in loader/entries on the "
                    + "EFI partition, or /etc/kernel/cmdline", "where the distribution writes entries from it, and "
                    + "restart the host.");
            case KERNELSTUB -> kernelstub();
            case GRUBBY -> {
                List<String> line = new ArrayList<>();
                line.add("grubby --update-kernel=ALL" + (additions.isEmpty() ? "" : " --args=" + Sh.quote(added))
                        + (removals.isEmpty() ? "" : " --remove-args=" + Sh.quote(String.join(" ",
                                removals.keySet()))));
                line.add("Then restart the host.");
                yield line;
            }
            case UKI -> List.of("Unified kernel image: edit /etc/kernel/cmdline, build the image again "
                    + "(ukify, dracut --uefi or mkinitcpio -P),", "sign it where Secure Boot is on, and restart the "
                    + "host.");
            case AUTO, PRINT -> List.of("The host does not show its boot loader. Put them on the kernel's command "
                    + "line and restart the host.");
        };
    }

    private List<String> kernelstub() {
        List<String> lines = new ArrayList<>();
        additions.keySet().forEach(token -> lines.add("kernelstub --add-options " + Sh.quote(token)));
        removals.keySet().forEach(token -> lines.add("kernelstub --delete-options " + Sh.quote(token)));
        lines.add("Then restart the host.");
        return lines;
    }
}
