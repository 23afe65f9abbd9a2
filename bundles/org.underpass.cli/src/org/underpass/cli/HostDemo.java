package org.underpass.cli;

import java.util.List;
import org.underpass.host.HostSources;

/** {@code host demo}: the simulated machines that ship with the product. */
final class HostDemo {
    private HostDemo() {
    }

    static Answer run(Invocation invocation) {
        return new Answer(Status.YES,
                () -> Json.answer().list("demos", HostSources.demos(), d -> Json.object()
                        .put("name", d.name()).put("host", "demo:" + d.name()).put("description", d.description())),
                text -> text.table(HostSources.demos().stream()
                        .map(d -> List.of("demo:" + d.name(), d.description())).toList()));
    }
}
