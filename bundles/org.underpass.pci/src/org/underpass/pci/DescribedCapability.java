package org.underpass.pci;

import java.util.List;

/**
 * A capability whose fields are known and shown, but which has no type of its own, since no decision rests on it.
 *
 * @param id capability ID
 * @param name the specification's name
 * @param offset of its header
 * @param version of an extended capability, else 0
 * @param extended which list it is in
 * @param fields all fields, in register order
 */
public record DescribedCapability(int id, String name, int offset, int version, boolean extended,
        List<Field> fields) implements Capability {

    /** Copies the list. */
    public DescribedCapability {
        fields = List.copyOf(fields);
    }
}
