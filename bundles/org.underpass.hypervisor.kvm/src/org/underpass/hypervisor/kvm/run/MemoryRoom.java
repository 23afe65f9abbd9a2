package org.underpass.hypervisor.kvm.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of the live machine and what this process may do with it, now. What the machine does not show is no
 * obstacle.
 *
 * @param root where its files lie: {@code /}
 */
public record MemoryRoom(Path root) {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max locked memory +(\\S+) +(\\S+)");
    private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]+)");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s*([0-9]+) kB");
    /** capabilities(7): whoever has it may lock without limit. */
    private static final int CAP_IPC_LOCK = 14;
    private static final String LIMITS = "proc/self/limits";

    /**
     * Something that is in the way.
     *
     * @param what   limit, pages or memory
     * @param text   a sentence with the figures
     * @param source the file that shows it
     * @param cure   what to do, in the imperative
     */
    public record Lack(What what, String text, String source, String cure) {
        /** What there is too little of. */
        public enum What { LIMIT, PAGES, MEMORY }
    }

    /**
     * What is lacking; empty where nothing is seen.
     *
     * @param pagesToCome whether huge pages that are not there yet will be made before the start
     */
    public List<Lack> lacks(MemoryNeed need, boolean pagesToCome) {
        List<Lack> all = new ArrayList<>();
        lock(need).ifPresent(all::add);
        if (need.hugePage().isPresent()) {
            if (!pagesToCome) {
                pages(need).ifPresent(all::add);
            }
        } else if (need.locked() > 0) {
            memory(need).ifPresent(all::add);
        }
        return all;
    }

    private Optional<Lack> lock(MemoryNeed need) {
        Optional<Limits> limits = limits();
        if (need.locked() == 0 || unlimited() || limits.isEmpty() || limits.get().hardAllows(need.locked())) {
            return Optional.empty();
        }
        long hard = limits.get().hard().getAsLong();
        long kib = need.locked() >> 10;
        String user = System.getProperty("user.name");
        return Optional.of(new Lack(Lack.What.LIMIT, "the guest locks " + size(need.locked())
                + " of memory, and this process may lock " + size(hard), "/" + LIMITS,
                "Put \"" + user + " - memlock " + kib + "\" into /etc/security/limits.d/underpass.conf and log in"
                        + " anew"));
    }

    /**
     * The limits to start QEMU with: the soft one raised to what is needed, where that is allowed and has to be.
     *
     * @return arguments of prlimit(1), such as {@code --memlock=SOFT:HARD}; empty where nothing has to be raised
     */
    public Optional<String> raise(MemoryNeed need) {
        Optional<Limits> limits = limits();
        if (need.locked() == 0 || unlimited() || limits.isEmpty() || limits.get().softAllows(need.locked())
                || !limits.get().hardAllows(need.locked())) {
            return Optional.empty();
        }
        OptionalLong hard = limits.get().hard();
        return Optional.of("--memlock=" + need.locked() + ":"
                + (hard.isPresent() ? Long.toString(hard.getAsLong()) : "unlimited"));
    }

    /** RLIMIT_MEMLOCK; empty for no limit. */
    private record Limits(OptionalLong soft, OptionalLong hard) {
        boolean softAllows(long bytes) {
            return soft.isEmpty() || soft.getAsLong() >= bytes;
        }

        boolean hardAllows(long bytes) {
            return hard.isEmpty() || hard.getAsLong() >= bytes;
        }
    }

    private Optional<Limits> limits() {
        Matcher line = LIMIT.matcher(text(LIMITS));
        return line.find() ? Optional.of(new Limits(limit(line.group(1)), limit(line.group(2)))) : Optional.empty();
    }

    private static OptionalLong limit(String word) {
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException unlimited) {
            return OptionalLong.empty();
        }
    }

    private boolean unlimited() {
        Matcher line = CAPABILITIES.matcher(text("proc/self/status"));
        return line.find() && (Long.parseUnsignedLong(line.group(1), 16) >> CAP_IPC_LOCK & 1) == 1;
    }

    private Optional<Lack> pages(MemoryNeed need) {
        long size = need.hugePage().getAsLong();
        String pool = "hugepages/hugepages-" + (size >> 10) + "kB/free_hugepages";
        String file = need.node().isPresent() ? "sys/devices/system/node/node" + need.node().getAsInt() + "/" + pool
                : "sys/kernel/mm/" + pool;
        OptionalLong free = limit(text(file).strip());
        if (free.isEmpty() || free.getAsLong() >= need.pages()) {
            return Optional.empty();
        }
        return Optional.of(new Lack(Lack.What.PAGES, "the guest needs " + need.pages() + " free huge pages of "
                + size(size) + ", and there are " + free.getAsLong(), "/" + file,
                "Let host/prepare.sh or a switch make them, or boot with the kernel arguments of the build"));
    }

    private Optional<Lack> memory(MemoryNeed need) {
        Matcher line = AVAILABLE.matcher(text("proc/meminfo"));
        if (!line.find() || Long.parseLong(line.group(1)) << 10 >= need.guest()) {
            return Optional.empty();
        }
        return Optional.of(new Lack(Lack.What.MEMORY, "the guest pins " + size(need.guest()) + " of memory, and "
                + size(Long.parseLong(line.group(1)) << 10) + " are available", "/proc/meminfo",
                "Close programs, or give the guest less memory (machine.memory)"));
    }

    private String text(String path) {
        try {
            return Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1);
        } catch (IOException notShown) {
            return "";
        }
    }

    /** In MiB, rounded down, with the bytes where that loses something. */
    private static String size(long bytes) {
        return bytes >> 20 << 20 == bytes ? (bytes >> 20) + " MiB" : (bytes >> 20) + " MiB (" + bytes + " bytes)";
    }
}
