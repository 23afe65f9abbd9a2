package org.underpass.engine.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.host.write.Journal;
import org.underpass.host.write.SimulatedMachine;
import org.underpass.host.write.StateFolder;
import org.underpass.host.write.Step;
import org.underpass.host.write.StepJson;

/**
 * A process that performs steps and stands still at one point of its journal, where it is killed. Arguments: state
 * folder, host, file of steps, entry, {@code before} or {@code after}. It says {@code here} when it stands.
 */
final class KilledExecutor {
    private KilledExecutor() {
    }

    /** Runs. */
    public static void main(String[] args) throws IOException {
        StateFolder state = new StateFolder(Path.of(args[0]));
        List<Step> steps = Files.readAllLines(Path.of(args[2])).stream().map(StepJson::read).toList();
        SimulatedMachine machine = SimulatedMachine.of(args[1], state);
        Journal.Head head = new Journal.Head("child", args[1], machine.boot(), "desk", "kvm", Optional.empty(),
                List.of(Bench.CARD, Bench.AUDIO));
        Kill watch = new Kill(Integer.parseInt(args[3]), args[4].equals("after"), number -> {
            System.out.println("here");
            System.out.flush();
            while (true) {
                try {
                    Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    // it is there to be killed
                }
            }
        });
        ChangeResult result = new Executor(machine, state.of(args[1]), Duration.ofSeconds(1), watch, () -> false,
                line -> { }).run(steps, head, true, () -> { });
        System.out.println(result.outcome());
    }
}
