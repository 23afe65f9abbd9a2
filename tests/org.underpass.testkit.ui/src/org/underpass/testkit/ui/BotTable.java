package org.underpass.testkit.ui;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;

/** A table. */
public final class BotTable {
    private final Table table;

    BotTable(Table table) {
        this.table = table;
    }

    public int rowCount() {
        return Ui.call(table::getItemCount);
    }

    /** The cells of a row, from the left. */
    public List<String> row(int index) {
        return Ui.call(() -> {
            var cells = new ArrayList<String>();
            for (int column = 0; column < Math.max(1, table.getColumnCount()); column++) {
                cells.add(table.getItem(index).getText(column));
            }
            return List.copyOf(cells);
        });
    }

    public BotTable select(int index) {
        Ui.run(() -> {
            table.setFocus();
            table.setSelection(index);
            var event = new Event();
            event.item = table.getItem(index);
            Ui.send(table, SWT.Selection, event);
        });
        return this;
    }
}
