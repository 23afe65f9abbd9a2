package org.underpass.testkit;

import java.nio.file.Path;
import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;

/** Machines that every contract is examined on: the simulated ones that ship with the product. */
public final class Machines {
    /** Opened once: what is read of a host is kept, and immutable. */
    private static final class Demos {
        static final List<Host> ALL = HostSources.demos().stream().map(demo -> open("demo:" + demo.name())).toList();
    }

    private Machines() {
    }

    /** The simulated machines. */
    public static List<Host> demos() {
        return Demos.ALL;
    }

    /** A machine in the words of {@code --host}. */
    public static Host open(String words) {
        try {
            return HostSources.open(words);
        } catch (HostException failure) {
            throw new AssertionError("host " + words + " cannot be opened: " + failure.getMessage(), failure);
        }
    }

    /** A captured machine in a folder or file. */
    public static Host open(Path capture) {
        return open(capture.toString());
    }

    /** A machine that a test has built. */
    public static Host open(HostTree tree) {
        return open(tree.root());
    }
}
