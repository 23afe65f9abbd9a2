package org.underpass.pci;

import java.util.List;

/**
 * A capability whose layout this library does not know.
 *
 * @param id capability ID
 * @param name the specification's name where the ID is assigned, else the number
 * @param offset of its header
 * @param version of an extended capability, else 0
 * @param extended which list it is in
 */
public record UnknownCapability(int id, String name, int offset, int version, boolean extended)
        implements Capability {

    @Override
    public List<Field> fields() {
        return List.of();
    }
}
