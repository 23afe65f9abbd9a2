package org.underpass.quirks;

import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;

/** A quirk that answers from a table. Immutable. */
public abstract class TableQuirk implements Quirk {
    private final QuirkInfo info;
    private final List<Row> rows;

    protected TableQuirk(QuirkInfo info, List<Row> rows) {
        this.info = info;
        this.rows = List.copyOf(rows);
    }

    @Override
    public final QuirkInfo info() {
        return info;
    }

    /** The table, for whoever wants to show or test it. */
    public final List<Row> rows() {
        return rows;
    }

    @Override
    public final Assessment assess(HostFunction function, Host host) {
        Answer answer = new Answer(host);
        for (Row row : rows) {
            if (row.speaksOf(function, host)) {
                answer.add(row);
            }
        }
        return finish(answer, function, host);
    }

    /** What a table cannot say is added here. */
    protected Assessment finish(Answer answer, HostFunction function, Host host) {
        return answer.make();
    }
}
