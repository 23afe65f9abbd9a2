package org.underpass.spi.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.spi.Finding;

/**
 * Runs guests: an ability that the class of a {@link Hypervisor} may have as well. Implemented by plug-ins (a consumer
 * type). A guest outlives the process that started it, and any other process of the same user finds it again by its
 * run folder.
 *
 * <p>A runner takes no device from the host and gives none back: that is done before it starts a guest, and after the
 * guest has ended. Safe for use from any thread.
 */
public interface GuestRunner {
    /**
     * What would keep the guest from starting on the machine this runs on, as it is now: a program or file that is
     * missing, memory that may not be locked, huge pages that are not free. Asked before anything is touched. Reads a
     * few files of the live machine and changes nothing; empty where nothing is seen, which is no promise.
     */
    List<Finding> obstacles(MachinePlan plan);

    /**
     * Starts a guest and returns when it runs and answers.
     *
     * @param folder the private run folder of this guest, made where it is missing; sockets and the log go there, so
     *               its path has at most 80 bytes
     * @throws GuestException when it cannot be started; nothing of it is left running then, and the message is one
     *                        line that says what was tried, with the last words of the log
     */
    Guest start(MachinePlan plan, Path folder) throws GuestException;

    /**
     * The guest that this runner started in a folder. Absent where there is none, or one of another runner; a guest
     * that has ended is found until its folder is used again, and its status says so. Reads one small file.
     */
    Optional<Guest> find(Path folder);

    /** The words that {@link #via} knows, the usual one first; empty where there is only one way. */
    default List<String> ways() {
        return List.of();
    }

    /**
     * The same runner, held to one way of reaching the hypervisor, such as {@code qemu} or {@code libvirt}. Without,
     * it takes the usual one.
     *
     * @return absent for a word that is not among {@link #ways}
     */
    default Optional<GuestRunner> via(String way) {
        return Optional.empty();
    }
}
