package org.underpass.host.write;

import java.time.Duration;
import java.util.List;
import org.underpass.host.FileTree;
import org.underpass.host.write.Step.Register;

/** How requests reach a kernel and its programs: the real ones, or simulated ones. */
interface Kernel {

    /** The files at this moment. */
    FileTree tree();

    /**
     * Writes a text, with a line feed, to a file of the kernel's.
     *
     * @param path relative to the root
     */
    void write(String path, String text, Duration limit) throws StepException, InterruptedException;

    /** Runs a program to its end; its first word is a name without a path. */
    void run(List<String> command, Duration limit) throws StepException, InterruptedException;

    /** Asks a process to end. */
    void terminate(long pid) throws StepException;

    /** Reads a register, never an {@link Register.Indexed} one. */
    long peek(Register register) throws StepException;

    /** Writes a register, never an {@link Register.Indexed} one. */
    void poke(Register register, long value) throws StepException;

    /** Waits. */
    void sleep(Duration time) throws InterruptedException;
}
