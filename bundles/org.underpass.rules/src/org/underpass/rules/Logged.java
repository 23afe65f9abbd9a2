package org.underpass.rules;

import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.KernelLog;
import org.underpass.spi.Evidence;

/** What the kernel logged, as evidence. */
public final class Logged {
    private Logged() {
    }

    /** The first line that contains a text, where the log is shown and has one. */
    public static Optional<Evidence> find(Host host, String part) {
        return host.kernel().log().value().flatMap(log -> log.find(part).map(line -> evidence(log, line)));
    }

    /** The first line that contains a text and an address. */
    public static Optional<Evidence> find(Host host, String part, String address) {
        return host.kernel().log().value().flatMap(log -> log.findAll(part).stream()
                .filter(line -> line.text().contains(address)).findFirst().map(line -> evidence(log, line)));
    }

    private static Evidence evidence(KernelLog log, KernelLog.Entry line) {
        return Evidence.of("the kernel logged \"" + line.text().strip() + "\"", log.source(line));
    }
}
