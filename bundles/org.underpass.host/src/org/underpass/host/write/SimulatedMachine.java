package org.underpass.host.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.underpass.host.FileTree;
import org.underpass.host.tree.DemoTree;
import org.underpass.host.tree.MemoryTree;
import org.underpass.host.tree.Overlay;
import org.underpass.host.write.Scenario.Fault;
import org.underpass.host.write.StepException.Reason;

/**
 * A machine that ships with the product, changed by steps as a real one is. What was done to it lies in its state
 * folder, so that other processes see it; a machine to which nothing was done, or all was undone, has no state. A file
 * {@code scenario} there says what goes wrong ({@link Scenario} has its form) and who holds its devices.
 *
 * <p>One object for one thread; several objects and processes see the same machine. Costs a millisecond a look.
 */
public final class SimulatedMachine implements Machine {
    private static final String STATE = "state";
    private static final String SCENARIO = "scenario";
    private static final String BOOT = "boot ";
    private static final String GUESTS = "run/underpass/simulated/guests/";

    private final String name;
    private final MemoryTree base;
    private final Path folder;
    private final StepPerformer performer;
    private final SimulatedKernel kernel;
    private Overlay overlay;
    private int boot;
    private Scenario scenario;

    /**
     * @param name   the word for {@code --host}: {@code demo:workstation}
     * @param base   the machine as it ships
     * @param folder its state folder, which must be there before it is changed
     */
    SimulatedMachine(String name, MemoryTree base, Path folder) {
        this.name = name;
        this.base = base;
        this.folder = folder;
        this.kernel = new SimulatedKernel(this::shown);
        this.performer = new StepPerformer(kernel);
    }

    /** A machine that ships with the product, with what its folder says was done to it; the name is not checked. */
    public static SimulatedMachine of(String name, StateFolder state) {
        return new SimulatedMachine(name, DemoTree.read(name.substring(name.indexOf(':') + 1)), state.of(name));
    }

    /** Whether anything is different about the machine with this state folder. Two looks at the file system. */
    public static boolean isChanged(Path folder) {
        return Files.exists(folder.resolve(STATE)) || Files.exists(folder.resolve(SCENARIO));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileTree tree() {
        load();
        return shown();
    }

    private MemoryTree shown() {
        if (scenario.processes().isEmpty() && scenario.displayManager().isEmpty()) {
            return overlay.tree();
        }
        Overlay shown = new Overlay(base);
        shown.add(overlay.text());
        scenario.show(shown, kernel::isStopped, kernel::isEnded);
        return shown.tree();
    }

    /** Everything that the machine's files say, for comparing whole machines. */
    public Map<String, String> listing() {
        return Overlay.listing((MemoryTree) tree());
    }

    @Override
    public Optional<String> boot() {
        load();
        return Optional.of(name + " " + boot);
    }

    @Override
    public void perform(Step step, Duration limit) throws StepException, InterruptedException {
        load();
        Optional<Fault> fault = scenario.take(step);
        try {
            if (fault.isPresent()) {
                storeScenario();
                suffer(fault.get(), step, limit);
            }
            kernel.change(overlay, base);
            if (step instanceof Step.StartGuest guest) {
                overlay.line(GUESTS + guest.guest(), guest.backend());
            } else if (step instanceof Step.StopGuest guest) {
                overlay.gone(GUESTS + guest.guest());
            } else {
                performer.perform(step, limit);
            }
        } finally {
            store();
        }
    }

    /** A guest of a simulated machine is a file that says so. */
    @Override
    public boolean holds(Step step) {
        FileTree now = tree();
        if (step instanceof Step.StartGuest guest) {
            return now.exists(GUESTS + guest.guest());
        }
        return step instanceof Step.StopGuest guest ? !now.exists(GUESTS + guest.guest())
                : new StepState(now).holds(step);
    }

    private void storeScenario() {
        try {
            write(folder.resolve(SCENARIO), scenario.text());
        } catch (IOException e) {
            throw new IllegalStateException("the scenario of " + name + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void suffer(Fault fault, Step step, Duration limit) throws StepException, InterruptedException {
        switch (fault) {
            case REFUSE -> throw new StepException(Reason.REFUSED, "could not " + step.describe()
                    + ": Device or resource busy");
            case HANG -> {
                Thread.sleep(limit);
                throw new StepException(Reason.TIMED_OUT, "could not " + step.describe() + ": no answer within "
                        + limit.toSeconds() + " s");
            }
            case IGNORE -> throw new StepException(Reason.CHANGED, "could not " + step.describe()
                    + ": the kernel took it, but nothing changed");
            case VANISH -> {
                kernel.change(overlay, base);
                kernel.vanish(step.target());
                store();
            }
        }
    }

    /** Starts the machine anew: what steps did is gone, what its disks hold is as it was. */
    public void restart() {
        load();
        overlay = new Overlay(base);
        kernel.change(overlay, base);
        boot++;
        store();
    }

    /** Forgets all that was done to it, its scenario and how often it was started. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(STATE));
        Files.deleteIfExists(folder.resolve(SCENARIO));
    }

    /**
     * Gives the machine a scenario; an empty one takes it away.
     *
     * @throws IllegalArgumentException naming the line that does not fit
     */
    public static void scenario(Path folder, String text) throws IOException {
        write(folder.resolve(SCENARIO), new Scenario(text).text());
    }

    private void load() {
        overlay = new Overlay(base);
        boot = 1;
        String text = text(STATE);
        if (text.startsWith(BOOT)) {
            int end = text.indexOf('\n');
            boot = Integer.parseInt(text.substring(BOOT.length(), end));
            overlay.add(text.substring(end + 1));
        }
        scenario = new Scenario(text(SCENARIO));
        kernel.change(overlay, base);
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new IllegalStateException("the state of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void store() {
        try {
            write(folder.resolve(STATE), overlay.isEmpty() && boot == 1 ? "" : BOOT + boot + "\n" + overlay.text());
        } catch (IOException e) {
            throw new IllegalStateException("the state of " + name + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** All or nothing; an empty text is no file. */
    private static void write(Path file, String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path made = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Files.writeString(made, text, StandardCharsets.UTF_8);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
