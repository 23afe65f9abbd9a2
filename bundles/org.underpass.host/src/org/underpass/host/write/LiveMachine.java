package org.underpass.host.write;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.underpass.host.FileTree;

/** The machine that we run on, changed by ourselves: needs root. Requests that the kernel may never answer are made by
 * a child process, which is left behind when its time is over. */
public final class LiveMachine implements Machine {
    private final LiveKernel kernel = new LiveKernel();
    private final StepPerformer performer = new StepPerformer(kernel);

    @Override
    public String name() {
        return "live";
    }

    @Override
    public Optional<String> obstacle() {
        return new File("/sys/bus/pci/rescan").canWrite() ? Optional.empty()
                : Optional.of("changing this machine needs root and a writable /sys");
    }

    @Override
    public FileTree tree() {
        return kernel.tree();
    }

    @Override
    public void perform(Step step, Duration limit) throws StepException, InterruptedException {
        performer.perform(step, limit);
    }
}
