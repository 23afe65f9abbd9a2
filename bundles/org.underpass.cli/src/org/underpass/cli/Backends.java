package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.profile.Profile;
import org.underpass.profile.VmProfile;
import org.underpass.spi.hypervisor.Hypervisor;

/** The backends that the user names. */
final class Backends {
    private Backends() {
    }

    /** The one that {@code --backend} names, if it is given. */
    static Optional<Contribution<Hypervisor>> optional(Invocation invocation) throws CommandException {
        Optional<String> word = invocation.option(Verb.Option.BACKEND);
        return word.isEmpty() ? Optional.empty() : Optional.of(find(invocation, word.get()));
    }

    /** Those that {@code --backend} names, else the one that the profile prefers, else kvm. */
    static List<Contribution<Hypervisor>> chosen(Invocation invocation, Profile profile) throws CommandException {
        String words = invocation.option(Verb.Option.BACKEND)
                .or(() -> profile instanceof VmProfile vm ? vm.backend() : Optional.empty()).orElse("kvm");
        List<Contribution<Hypervisor>> all = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            Contribution<Hypervisor> backend = find(invocation, word.strip());
            if (!all.contains(backend)) {
                all.add(backend);
            }
        }
        return all;
    }

    private static Contribution<Hypervisor> find(Invocation invocation, String id) throws CommandException {
        return invocation.plugins().hypervisor(id).orElseThrow(() -> {
            List<String> known = invocation.plugins().hypervisors().stream().map(Contribution::id).toList();
            return CommandException.usage("unknown backend '" + id + "'" + Help.closest(id, known) + "; there are "
                    + String.join(", ", known));
        });
    }
}
