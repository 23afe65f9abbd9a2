package org.underpass.spi.hypervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A guest that was started: a handle without state of its own, good in any process and from any thread. Made by a
 * {@link GuestRunner} (a consumer type). Every call has a time limit and comes back, whatever the guest does.
 */
public interface Guest {
    /** The name in its profile. */
    String name();

    /** Its run folder. */
    Path folder();

    /** What its hypervisor writes, errors included; may not exist. */
    Path log();

    /** How it is now. Never fails: what does not answer is {@link GuestStatus.State#SILENT}. A few milliseconds. */
    GuestStatus status();

    /**
     * What sits on its PCI buses as the guest's firmware counted them.
     *
     * @throws GuestException when it does not answer
     */
    List<GuestFunction> functions() throws GuestException;

    /**
     * Asks the guest to power down, as its power button does, and waits until it has ended.
     *
     * @return false when it still ran at the end of the time limit; it may end later
     * @throws GuestException when it cannot be asked
     */
    boolean powerdown(Duration limit) throws GuestException;

    /**
     * Ends it at once, as pulling the plug does; the guest is not asked. Where its hypervisor does not listen, the
     * process is killed. Returns when it has ended; of a guest that has ended already, at once.
     *
     * @throws GuestException when it still runs after all that
     */
    void quit() throws GuestException;

    /**
     * Writes the picture on a virtual adapter or a stand-in as PNG. The picture of a real card is not there to take.
     *
     * @param png replaced where it exists
     * @throws GuestException when the guest has no such screen, does not answer, or the file cannot be written
     */
    void screendump(Path png) throws GuestException;

    /**
     * Hands on what happens to the guest until the registration is closed, the last of it
     * {@link GuestEvent.Kind#ENDED}. Nothing is polled. Events come on a thread of the watch, one after the other.
     *
     * @throws GuestException when it cannot be watched, because it has ended or because too many others watch
     */
    Watch watch(Consumer<GuestEvent> listener) throws GuestException;

    /** A registration. */
    interface Watch extends AutoCloseable {
        /** Ends it; waits for nothing. */
        @Override
        void close();
    }
}
