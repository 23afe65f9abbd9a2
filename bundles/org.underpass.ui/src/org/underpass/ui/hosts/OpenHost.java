package org.underpass.ui.hosts;

import java.util.Optional;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Subject;

/**
 * A place in the list of hosts: being opened, open, or not to be opened and why. Immutable.
 *
 * @param spec    the words by which it was opened
 * @param machine what was read; absent while it is read and when it cannot be
 * @param failure why it cannot be opened
 */
public record OpenHost(String spec, Optional<Machine> machine, Optional<String> failure) implements Subject {
    static OpenHost opening(String spec) {
        return new OpenHost(spec, Optional.empty(), Optional.empty());
    }

    /** Whether it is still being read. */
    public boolean opening() {
        return machine.isEmpty() && failure.isEmpty();
    }

    /** What people call it. */
    public String title() {
        if (spec.equals("live")) {
            return "This machine";
        }
        return machine.map(Machine::title).orElseGet(() -> spec.startsWith("demo:") ? spec.substring(5)
                : spec.substring(spec.lastIndexOf('/') + 1));
    }

    @Override
    public Optional<String> hostSpec() {
        return Optional.of(spec);
    }

    @Override
    public Description description() {
        var out = Description.of(title(), machine.map(m -> m.host().origin().description()).orElse(spec));
        failure.ifPresent(f -> out.section("It cannot be opened").line(f, "", Tone.BAD));
        machine.ifPresent(m -> {
            m.verdicts().forEach(v -> {
                out.section(v.card().display().address() + "  " + m.host().nameOf(v.card().display()) + ": "
                        + FunctionNode.words(v.verdict()));
                v.reasons().forEach(r -> out.line(r, "", FunctionNode.tone(v.verdict())));
            });
            out.section("Contents");
            out.line(m.functions().size() + " PCI functions in " + m.host().groups().all().size()
                    + " IOMMU groups (" + m.host().groups().source().word() + ")");
            m.host().kernel().release().value().ifPresent(r -> out.line("Linux " + r,
                    m.host().kernel().release().source().toString()));
            out.section("What the source does not show");
            m.unknowns().forEach(u -> out.line(u, "", Tone.MUTED));
        });
        return out.build();
    }
}
