package org.underpass.hypervisor.qemu.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Reads a command line of QEMU. */
public final class QemuImporter implements Importer {
    private static final int LOOK = 256 << 10;
    /** Options without a value. */
    private static final Set<String> FLAGS = Set.of("-nodefaults", "-no-user-config", "-S", "-s", "-daemonize",
            "-enable-kvm", "-nographic", "-no-reboot", "-no-shutdown", "-no-acpi", "-no-hpet", "-usb", "-snapshot",
            "-full-screen", "-only-migratable", "-mem-prealloc", "-no-quit", "-version", "-nodefconfig", "-win2k-hack",
            "-no-fd-bootchk", "-preconfig", "-singlestep");

    @Override
    public String id() {
        return "qemu";
    }

    @Override
    public String title() {
        return "QEMU command line";
    }

    @Override
    public boolean recognises(String fileName, byte[] content) {
        String start = new String(content, 0, Math.min(content.length, LOOK), StandardCharsets.ISO_8859_1);
        boolean named = start.contains("qemu-system-") || start.contains("qemu-kvm")
                || start.matches("(?s).*\\bkvm[ \\\\\0].*");
        return !start.stripLeading().startsWith("<") && !start.contains(".encoding = ")
                && (named && (start.contains(" -") || start.contains("\0-") || start.contains("\n-"))
                        || start.stripLeading().matches("(?s)-(machine|M|name|enable-kvm|m|cpu)[ \0].*"));
    }

    @Override
    public Imported read(ImportRequest request) throws ImportException {
        MachineDraft draft = new MachineDraft(request, title());
        List<Option> options = options(Words.of(request.content()), draft);
        CommandLine line = new CommandLine(options, draft);
        line.read();
        for (Option option : options) {
            if (!option.isTaken()) {
                draft.lost(option.line(), option.toString(), "the profile language has no word for it; raw.qemu takes "
                        + "such options");
            } else {
                option.unread().forEach(key -> draft.lost(option.line(), option.name() + " " + option.property(key),
                        "the profile language has no word for it"));
            }
        }
        return draft.finish();
    }

    private static List<Option> options(List<Words.Word> words, MachineDraft draft) {
        List<Option> options = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Words.Word word = words.get(i);
            String name = word.text().startsWith("--") ? word.text().substring(1) : word.text();
            if (word.open() || !name.startsWith("-")) {
                if (!word.text().isBlank()) {
                    draft.lost(word.line(), word.text(), word.open() ? "only a shell knows what it becomes"
                            : "it is no option; disks are named by -drive");
                }
            } else if (FLAGS.contains(name) || i + 1 >= words.size()) {
                options.add(new Option(name, "", word.line()));
            } else {
                Words.Word value = words.get(++i);
                if (value.open()) {
                    draft.lost(value.line(), name + " " + value.text(), "only a shell knows what it becomes");
                } else {
                    options.add(new Option(name, value.text(), word.line()));
                }
            }
        }
        return options;
    }
}
