package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.underpass.testkit.Command;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;
import org.underpass.testkit.RuleCase;
import org.underpass.testkit.RuleContract;

/** The exam, with words for the cases of our rules. */
abstract class RuleExam extends RuleContract {
    /**
     * The cases once more, as a user meets them: the product's command on the machine's folder. Needs the product,
     * which the build makes before it runs these tests.
     */
    @Test
    final void speaksThroughTheCommandToo() throws IOException {
        assumeTrue(isBuilt(), "the product is not built, so its command cannot be asked");
        for (RuleCase one : speaks()) {
            assertTrue(isFoundByCommand(one), "the command finds nothing in: " + one);
        }
        for (RuleCase one : silent()) {
            assertFalse(isFoundByCommand(one), "the command finds something in: " + one);
        }
    }

    private static boolean isBuilt() {
        try {
            return Files.isDirectory(Command.home());
        } catch (IllegalStateException notBuilt) {
            return false;
        }
    }

    /** A card that is judged, or a machine alone, is put to the command by a guest with that card or with nothing. */
    private boolean isFoundByCommand(RuleCase one) throws IOException {
        String text = one.profile().map(p -> p.source().text()).orElseGet(() -> one.card().isEmpty() ? Desk.guest()
                : Desk.guest("{address: \"" + one.card().get(0).address() + "\"}"));
        Path profile = Files.writeString(folder.resolve("case.vm.yaml"), text);
        List<String> arguments = new ArrayList<>(List.of("profile", "check", profile.toString(), "--format", "json"));
        // A profile that is checked without a host is put to the command on a machine that shows nothing.
        arguments.addAll(List.of("--host", one.host().map(h -> h.origin().description())
                .orElseGet(() -> HostTree.at(folder.resolve("nothing")).folder("proc").root().toString())));
        Command.Result result = Command.run(arguments.toArray(String[]::new));
        assertTrue(result.status() == 0 || result.status() == 1, () -> one + ": " + result);
        return Pattern.compile("\"rule\"\\s*:\\s*\"" + rule().info().id() + "\"").matcher(result.out()).find();
    }

    /** A guest on the desk, after a change of the desk. */
    RuleCase desk(String name, Consumer<HostTree> change, String profile) {
        HostTree desk = Desk.at(place(name));
        change.accept(desk);
        return RuleCase.profile(name, Machines.open(desk), profile);
    }

    /** A guest on the desk as it is. */
    RuleCase desk(String name, String profile) {
        return desk(name, tree -> { }, profile);
    }

    /** A guest on a machine. */
    RuleCase on(String name, Consumer<HostTree> machine, String profile) {
        return RuleCase.profile(name, Machines.open(machine(name, machine)), profile);
    }

    /** A card of a machine, without a profile. */
    RuleCase card(String name, Consumer<HostTree> machine, String address) {
        return RuleCase.card(name, Machines.open(machine(name, machine)), address);
    }

    /** A machine alone. */
    RuleCase host(String name, Consumer<HostTree> machine) {
        return RuleCase.host(name, Machines.open(machine(name, machine)));
    }

    private HostTree machine(String name, Consumer<HostTree> machine) {
        HostTree tree = HostTree.at(place(name));
        machine.accept(tree);
        return tree;
    }

    private Path place(String name) {
        return folder.resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
    }
}
