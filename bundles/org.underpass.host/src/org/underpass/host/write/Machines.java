package org.underpass.host.write;

import org.underpass.host.HostException;
import org.underpass.host.HostSources;

/** Finds the door to a machine that can be changed. */
public final class Machines {
    private Machines() {
    }

    /**
     * Opens a machine.
     *
     * @param host {@code live} or {@code demo:NAME}
     * @throws HostException for any other source: a capture cannot be changed
     */
    public static Machine open(String host, StateFolder state) throws HostException {
        if (host.equals("live")) {
            return new LiveMachine();
        }
        if (host.startsWith("demo:")) {
            String name = host.substring("demo:".length());
            if (HostSources.demos().stream().noneMatch(demo -> demo.name().equals(name))) {
                throw new HostException(HostException.Kind.USAGE, "there is no simulated machine " + host);
            }
            return SimulatedMachine.of(host, state);
        }
        throw new HostException(HostException.Kind.USAGE, host + " cannot be changed: only live and demo:NAME can");
    }
}
