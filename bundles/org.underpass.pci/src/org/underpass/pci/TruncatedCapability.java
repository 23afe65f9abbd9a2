package org.underpass.pci;

import java.util.List;

/**
 * An entry that cannot be read to its end, or where a list stops making sense.
 *
 * @param id capability ID, or -1 where not even the header is known
 * @param name name of the ID
 * @param offset where the entry starts, or the pointer points
 * @param extended which list it is in
 * @param why which of the reasons applies
 * @param at offset of the first byte that is missing or wrong
 * @param fields those fields that could be read
 */
public record TruncatedCapability(int id, String name, int offset, boolean extended, Reason why, int at,
        List<Field> fields) implements Capability {

    /** Why the entry, or the rest of its list, could not be read. */
    public enum Reason {
        /** The source does not show these bytes. */
        NOT_SHOWN,
        /** The list leads back to an entry already read. */
        LOOP,
        /** The pointer leads where no capability can be. */
        BAD_POINTER,
        /** The function answers with all ones: it was off, or gone, when it was read. */
        NO_ANSWER,
        /** The entry's own length or counts lead beyond configuration space. */
        BAD_LENGTH
    }

    /** Copies the list. */
    public TruncatedCapability {
        fields = List.copyOf(fields);
    }
}
