package org.underpass.spi.hypervisor;

/**
 * One hypervisor that a guest can run on. Implemented by plug-ins (a consumer type). Optional abilities (running a
 * guest, importing a configuration) are interfaces of their own beside this one.
 */
public interface Hypervisor {
    /** What the backend is. Cheap and always equal. */
    HypervisorInfo info();

    /**
     * Renders everything that is needed to prepare a host and run the machine.
     *
     * <p>Deterministic: no clock, no environment, no file of the machine it runs on. Values from the profile are
     * hostile (quotes, newlines, leading dashes): each is quoted for the format it is put into.
     */
    Rendering render(MachinePlan plan);

    /** Renders the fragments that belong to one kind of device, for any host that matches or for the one given. */
    Rendering render(DevicePlan plan);
}
