package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parser of the real xl, without a hypervisor: Debian's xen-utils-4.17 and its libraries, unpacked into a folder
 * below target, with a preloaded library that answers for Xen. A test is skipped where they cannot be had.
 */
final class XlParser {
    private static final List<String> PACKAGES = List.of("xen-utils-4.17", "libxenmisc4.17", "libxencall1",
            "libxendevicemodel1", "libxenevtchn1", "libxenforeignmemory1", "libxengnttab1", "libxenhypfs1",
            "libxenstore4", "libxentoolcore1", "libxentoollog1", "libyajl2");
    private static final String XL = "usr/lib/xen-4.17/bin/xl";
    private static XlParser shared;

    private final Path tree;
    private final Path preload;

    private XlParser(Path tree, Path preload) {
        this.tree = tree;
        this.preload = preload;
    }

    /** The parser; made at the first call. */
    static synchronized XlParser get() throws IOException, InterruptedException {
        if (shared == null) {
            shared = make(Cases.root().resolve("tests/org.underpass.hypervisor.tests/target/xen-4.17"));
        }
        return shared;
    }

    private static XlParser make(Path cache) throws IOException, InterruptedException {
        Tools.need("gcc", "gcc");
        Tools.need("dpkg", "dpkg");
        Files.createDirectories(cache);
        Path tree = cache.resolve("tree");
        if (!Files.exists(tree.resolve(XL))) {
            if (Tools.find("apt-get").isEmpty()) {
                abort("xen-utils-4.17 is not here and cannot be fetched: no apt-get");
            }
            List<String> command = Stream.concat(Stream.of("apt-get", "download"), PACKAGES.stream()).toList();
            Tools.Result fetched = Tools.run(cache, Map.of(), command);
            if (fetched.status() != 0) {
                abort("xen-utils-4.17 cannot be fetched with apt-get download: " + fetched.out());
            }
            Path fresh = Files.createDirectories(cache.resolve("fresh"));
            try (var files = Files.list(cache)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".deb")).sorted().toList()) {
                    Tools.run(cache, Map.of(), List.of("dpkg", "-x", file.toString(), fresh.toString()));
                }
            }
            Files.move(fresh, tree);
        }
        Path preload = cache.resolve("nohypervisor.so");
        Path source = Cases.root().resolve(
                "tests/org.underpass.hypervisor.tests/src/test/resources/xen/nohypervisor.c");
        Tools.Result compiled = Tools.run(cache, Map.of(), List.of("gcc", "-shared", "-fPIC", "-o", preload.toString(),
                source.toString()));
        if (compiled.status() != 0) {
            abort("the preloaded library cannot be compiled: " + compiled.out());
        }
        return new XlParser(tree, preload);
    }

    /** What xl says, and makes, of a configuration. */
    record Parsed(int status, String said, Map<?, ?> config) {
    }

    /** Parses a file. */
    Parsed parse(Path file) throws IOException, InterruptedException {
        Path libraries = tree.resolve("usr/lib/x86_64-linux-gnu");
        Tools.Result result = Tools.run(file.getParent(), Map.of("LD_LIBRARY_PATH", libraries.toString(), "LD_PRELOAD",
                preload.toString()), List.of(tree.resolve(XL).toString(), "-N", "create", "-d", file.toString()));
        int from = result.out().indexOf("{\n");
        int to = result.out().lastIndexOf("\n}") + 2;
        boolean json = from >= 0 && to > from;
        String said = json ? result.out().substring(0, from) + result.out().substring(to) : result.out();
        return new Parsed(result.status(), said.replaceAll("(?m)^(Failed to read config file: /etc/xen/xl.conf.*"
                + "|Parsing config from .*)\n?", "").strip(),
                json ? (Map<?, ?>) JsonReader.parse(result.out().substring(from, to)) : Map.of());
    }
}
