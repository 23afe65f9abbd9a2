package org.underpass.spi.quirk;

import org.underpass.host.Host;
import org.underpass.host.HostFunction;

/**
 * What is known about the reset of one kind of card. Implemented by plug-ins (a consumer type).
 *
 * <p>Two questions are kept apart, as the kernel's reset routines keep probe from reset: whether this function is one
 * of mine, and whether I can do something for it now on this host.
 */
public interface Quirk {
    /** What the quirk is. Cheap and always equal. */
    QuirkInfo info();

    /**
     * Judges one function of a host. Reads only; called from any thread, often.
     *
     * @return {@link Assessment#notMine()} for every function that it does not know
     */
    Assessment assess(HostFunction function, Host host);
}
