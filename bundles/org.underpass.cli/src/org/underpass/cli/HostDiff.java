package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import org.underpass.engine.HostDifference;
import org.underpass.engine.HostDifference.Change;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;

/** {@code host diff}: what changed between two machines, or two captures of one. */
final class HostDiff {
    private HostDiff() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host one = invocation.open(invocation.operands().get(0));
        Host other = invocation.open(invocation.operands().get(1));
        HostDifference difference = HostDifference.between(one, other);
        return new Answer(difference.isEmpty() ? Status.YES : Status.NO, () -> json(one, other, difference),
                text -> text(one, other, difference, text));
    }

    private static Json json(Host one, Host other, HostDifference difference) {
        return Json.answer()
                .put("before", host(one))
                .put("after", host(other))
                .put("same", difference.isEmpty())
                .list("changes", difference.changes(), HostDiff::change)
                .strings("unknown", difference.unknown());
    }

    private static Json host(Host host) {
        return Json.object().put("name", host.name()).put("source", host.origin().description());
    }

    private static Json change(Change change) {
        return Json.object()
                .put("kind", change.kind().word())
                .put("subject", change.subject())
                .put("function", change.function().map(PciAddress::toString))
                .put("before", change.before())
                .put("after", change.after());
    }

    private static void text(Host one, Host other, HostDifference difference, Text text) {
        text.line("--- " + one);
        text.line("+++ " + other);
        List<List<String>> rows = new ArrayList<>();
        for (Change change : difference.changes()) {
            rows.add(List.of(change.function().map(PciAddress::toString).orElse("machine"), change.kind().word(),
                    change.subject().equals(change.before().or(change::after).orElse("")) ? "" : change.subject(),
                    change.before().map(b -> text.tone(Text.Tone.BAD, b)).orElse("nothing") + "  ->  "
                            + change.after().map(a -> text.tone(Text.Tone.GOOD, a)).orElse("nothing")));
        }
        text.table(rows);
        difference.unknown().forEach(line -> text.line(text.tone(Text.Tone.QUIET, "not compared: " + line)));
        text.line(difference.isEmpty() ? "no difference" : difference.changes().size() + " differences");
    }
}
