package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;

/** Collects the fields of one capability. */
final class FieldList {

    private final int base;
    private final List<Field> fields = new ArrayList<>();

    FieldList(int base) {
        this.base = base;
    }

    FieldList add(Register register, long value) {
        register.addTo(fields, base, value);
        return this;
    }

    /** A register of a repeated block which starts {@code shift} bytes after the place the layout names. */
    FieldList add(Register register, int shift, long value) {
        register.addTo(fields, base + shift, value);
        return this;
    }

    List<Field> list() {
        return List.copyOf(fields);
    }
}
