package org.underpass.rules;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;
import org.underpass.testkit.RuleCase;
import org.underpass.testkit.RuleContract;

/** The exam, with words for the cases of our rules. */
abstract class RuleExam extends RuleContract {
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
