package org.underpass.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The kernel that runs on the host. Each fact is read when first asked for; the configuration costs milliseconds. */
public final class HostKernel {

    /**
     * A loaded module.
     *
     * @param name       as in /proc/modules, with {@code _}
     * @param references how many hold it
     * @param users      modules that use it
     */
    public record LoadedModule(String name, int references, List<String> users) {
        public LoadedModule {
            users = List.copyOf(users);
        }
    }

    private final Reader reader;
    private final Lazy<Fact<String>> release = new Lazy<>(this::readRelease);
    private final Lazy<Fact<KernelArguments>> arguments = new Lazy<>(this::readArguments);
    private final Lazy<Fact<KernelConfig>> config = new Lazy<>(this::readConfig);
    private final Lazy<Fact<Map<String, LoadedModule>>> modules = new Lazy<>(this::readModules);
    private final Lazy<Fact<Set<String>>> builtin = new Lazy<>(this::readBuiltin);
    private final Lazy<Fact<KernelLog>> log = new Lazy<>(this::readLog);
    private final Lazy<Fact<String>> lockdown = new Lazy<>(this::readLockdown);

    HostKernel(Reader reader) {
        this.reader = reader;
    }

    /** What {@code uname -r} says. */
    public Fact<String> release() {
        return release.get();
    }

    /** The numbers of the release. */
    public Fact<VersionNumber> version() {
        Fact<String> text = release();
        return text.flatMap(name -> VersionNumber.parse(name).map(version -> (Fact<VersionNumber>)
                new Fact.Known<>(version, text.source()))
                .orElse(new Fact.Unknown<>("no version number in \"" + name + "\"", text.source())));
    }

    /** The command line that the kernel runs with. */
    public Fact<KernelArguments> arguments() {
        return arguments.get();
    }

    /** The build configuration: /proc/config.gz, or the file in /boot or with the modules. */
    public Fact<KernelConfig> config() {
        return config.get();
    }

    /** Loaded modules by name, with {@code _}. */
    public Fact<Map<String, LoadedModule>> modules() {
        return modules.get();
    }

    /** Modules that are built in, with {@code _}. */
    public Fact<Set<String>> builtinModules() {
        return builtin.get();
    }

    /** What the kernel logged. */
    public Fact<KernelLog> log() {
        return log.get();
    }

    /** {@code none}, {@code integrity} or {@code confidentiality}; absent where the kernel has no lockdown. */
    public Fact<String> lockdown() {
        return lockdown.get();
    }

    /** Value of a loaded or built-in module's parameter; absent where it has none of that name. */
    public Fact<String> moduleParameter(String module, String parameter) {
        return reader.line("sys/module/" + module.replace('-', '_') + "/parameters/" + parameter);
    }

    private Fact<String> readRelease() {
        Fact<String> direct = reader.filledLine("proc/sys/kernel/osrelease");
        if (direct.isKnown()) {
            return direct;
        }
        String version = "proc/version";
        Fact<String> whole = reader.filledLine(version);
        if (whole.isKnown()) {
            List<String> words = Reader.words(whole.orElse(""));
            return words.size() > 2 ? Fact.known(words.get(2), version) : direct;
        }
        return direct;
    }

    private Fact<KernelArguments> readArguments() {
        return reader.line("proc/cmdline").map(KernelArguments::parse);
    }

    private Fact<KernelConfig> readConfig() {
        String packed = "proc/config.gz";
        Fact<byte[]> running = reader.tree().read(packed);
        if (running.isKnown() && running.orElse(null).length > 0) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(running.orElse(null)))) {
                byte[] text = in.readNBytes(FileTree.SIZE_LIMIT);
                return Fact.known(new KernelConfig(new String(text, StandardCharsets.UTF_8), packed), packed);
            } catch (IOException e) {
                return Fact.unknown("it is no gzip file: " + e.getMessage(), packed);
            }
        }
        Fact<String> name = release();
        if (!name.isKnown()) {
            return Fact.unknown("the kernel's release is not known, nor is " + packed + " there", "boot");
        }
        String first = "boot/config-" + name.orElse("");
        List<String> places = List.of(first, "lib/modules/" + name.orElse("") + "/config",
                "usr/lib/modules/" + name.orElse("") + "/config",
                "usr/lib/ostree-boot/config-" + name.orElse(""));
        for (String place : places) {
            Fact<String> text = reader.text(place);
            if (text.isKnown()) {
                return text.map(found -> new KernelConfig(found, place));
            }
        }
        // A distribution that ships no configuration shows nothing about it.
        return Fact.unknown("neither " + packed + " nor a file of the kernel's package is shown", first);
    }

    private Fact<Map<String, LoadedModule>> readModules() {
        return reader.lines("proc/modules").map(lines -> {
            Map<String, LoadedModule> found = new HashMap<>();
            for (Reader.Line line : lines) {
                List<String> words = Reader.words(line.text());
                if (words.size() >= 4) {
                    List<String> users = new ArrayList<>(List.of(words.get(3).split(",")));
                    users.removeIf(user -> user.equals("-") || user.isEmpty() || user.startsWith("["));
                    int references = Reader.parseNumber(words.get(2)).map(Long::intValue).orElse(0);
                    found.put(words.get(0), new LoadedModule(words.get(0), references, users));
                }
            }
            return Map.copyOf(found);
        });
    }

    private Fact<Set<String>> readBuiltin() {
        return release().flatMap(name -> {
            Fact<String> text = reader.text("lib/modules/" + name + "/modules.builtin");
            text = text.isKnown() ? text : reader.text("usr/lib/modules/" + name + "/modules.builtin");
            return text.map(all -> {
                Set<String> found = new HashSet<>();
                for (Reader.Line line : Reader.split(all)) {
                    String file = PciFiles.lastName(line.text().strip());
                    if (file.endsWith(".ko")) {
                        found.add(file.substring(0, file.length() - 3).replace('-', '_'));
                    }
                }
                return Set.copyOf(found);
            });
        });
    }

    private Fact<KernelLog> readLog() {
        Fact<String> best = null;
        for (String place : List.of("underpass/dmesg", "var/log/dmesg")) {
            Fact<String> text = reader.text(place);
            if (text.value().filter(found -> !found.isBlank()).isPresent()) {
                return text.map(found -> KernelLog.parse(found, place));
            }
            best = best == null ? text : best;
        }
        return best.isUnknown() ? best.map(text -> null) : Fact.unknown("no log of the kernel is shown",
                "underpass/dmesg");
    }

    private Fact<String> readLockdown() {
        String path = "sys/kernel/security/lockdown";
        return reader.parsed(path, "a word in brackets", text -> {
            int open = text.indexOf('[');
            int close = text.indexOf(']', open + 1);
            return open < 0 || close < 0 ? Optional.empty() : Optional.of(text.substring(open + 1, close));
        });
    }
}
