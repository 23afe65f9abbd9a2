package org.underpass.hypervisor.machine;

import org.underpass.profile.Cpu;

/**
 * The guest's processors in sockets, dies, cores and threads; their product is the total.
 */
public record Topology(int sockets, int dies, int cores, int threads) {
    /** What the profile says; what it leaves open is one socket of one die, with as many cores as the total needs. */
    public static Topology of(GuestMachine machine) {
        Cpu cpu = machine.profile().cpu();
        int total = machine.processors();
        int sockets = cpu.sockets().orElse(1);
        int dies = cpu.dies().orElse(1);
        int threads = cpu.threads().orElse(1);
        int cores = cpu.cores().orElse(Math.max(1, total / Math.max(1, sockets * dies * threads)));
        boolean fits = sockets * dies * cores * threads == total;
        return fits ? new Topology(sockets, dies, cores, threads) : new Topology(1, 1, total, 1);
    }

    /** The number of virtual processors. */
    public int total() {
        return sockets * dies * cores * threads;
    }
}
