package org.underpass.iommu.acpi;

import java.util.List;

/** A run of bytes of a table that has fields: a structure, or a part of one, such as a device scope. */
public interface Item {

    /** Where it starts, in bytes from the start of the table. */
    int offset();

    /** How many bytes it takes, as far as the table goes. */
    int length();

    /** Its fields in the order of the bytes, without type and length, which every structure has. */
    List<Field> fields();
}
