package org.underpass.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What modprobe is told: its directives in the order in which it reads them (modprobe.d(5)). A file of one directory
 * hides files of the same name in later ones.
 *
 * @param entries in order
 */
public record HostModprobe(List<Entry> entries) {
    public HostModprobe {
        entries = List.copyOf(entries);
    }

    /** Kinds of directives. */
    public enum Kind {
        OPTIONS, SOFTDEP, BLACKLIST, INSTALL, REMOVE, ALIAS
    }

    /**
     * One directive.
     *
     * @param module the module or alias it is about, with {@code _} instead of {@code -}
     * @param rest   what follows the module's name, blanks made single
     */
    public record Entry(Kind kind, String module, String rest, Provenance source) {
    }

    /**
     * An option of a module.
     *
     * @param value empty for an option without one
     */
    public record Option(String name, String value, Provenance source) {
    }

    private static final List<String> DIRECTORIES = List.of("etc/modprobe.d", "run/modprobe.d",
            "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d");

    /** Directives of a kind about a module. */
    public List<Entry> of(Kind kind, String module) {
        String name = module.replace('-', '_');
        return entries.stream().filter(entry -> entry.kind == kind && entry.module.equals(name)).toList();
    }

    /** All options of a module; of several with one name the kernel takes the last. */
    public List<Option> options(String module) {
        List<Option> found = new ArrayList<>();
        for (Entry entry : of(Kind.OPTIONS, module)) {
            for (KernelArguments.Argument word : KernelArguments.parse(entry.rest).all()) {
                found.add(new Option(word.name(), word.value().orElse(""), entry.source));
            }
        }
        return List.copyOf(found);
    }

    /** Unknown where none of the directories is shown. */
    static Fact<HostModprobe> read(Reader reader) {
        Map<String, String> files = new LinkedHashMap<>();
        boolean shown = false;
        for (String directory : DIRECTORIES) {
            Fact<List<String>> names = reader.tree().list(directory);
            shown |= names.isKnown();
            for (String name : names.orElse(List.of())) {
                if (name.endsWith(".conf")) {
                    files.putIfAbsent(name, directory + "/" + name);
                }
            }
        }
        if (!shown) {
            return reader.tree().list(DIRECTORIES.getFirst()).map(names -> new HostModprobe(List.of()));
        }
        List<Entry> entries = new ArrayList<>();
        files.keySet().stream().sorted().forEach(name -> addFile(reader, files.get(name), entries));
        return Fact.known(new HostModprobe(entries), DIRECTORIES.getFirst());
    }

    private static void addFile(Reader reader, String file, List<Entry> entries) {
        String open = "";
        int first = 0;
        for (Reader.Line line : reader.lines(file).orElse(List.of())) {
            first = open.isEmpty() ? line.number() : first;
            String text = open + line.text();
            if (text.endsWith("\\")) {
                open = text.substring(0, text.length() - 1) + " ";
                continue;
            }
            open = "";
            List<String> words = Reader.words(text);
            Kind kind = words.size() < 2 ? null : switch (words.getFirst()) {
                case "options" -> Kind.OPTIONS;
                case "softdep" -> Kind.SOFTDEP;
                case "blacklist" -> Kind.BLACKLIST;
                case "install" -> Kind.INSTALL;
                case "remove" -> Kind.REMOVE;
                case "alias" -> Kind.ALIAS;
                default -> null;
            };
            if (kind != null) {
                entries.add(new Entry(kind, words.get(1).replace('-', '_'),
                        String.join(" ", words.subList(2, words.size())), Provenance.line(file, first)));
            }
        }
    }
}
