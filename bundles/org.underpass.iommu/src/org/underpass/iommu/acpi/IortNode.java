package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A node of the IORT. Source: Arm DEN0049 E.e section 3.1.
 *
 * @param kind which node; {@link Kind#UNKNOWN} for a type that this package does not know
 * @param typeCode the type's number
 * @param offset where it starts, in bytes from the start of the table
 * @param length its length in bytes
 * @param revision revision of the node's layout
 * @param identifier the node's number; 0 in tables older than DEN0049 E, where the field is reserved
 * @param body the fields that belong to the kind, in the order of the bytes
 * @param idMappings where ids go from here
 * @param memoryRanges the ranges of an RMR node, empty in others
 * @param problems what contradicts the specification
 */
public record IortNode(Kind kind, int typeCode, int offset, int length, int revision, long identifier,
        List<Field> body, List<IdMapping> idMappings, List<MemoryRange> memoryRanges, List<Problem> problems)
        implements Structure {
    public IortNode {
        Objects.requireNonNull(kind);
        body = List.copyOf(body);
        idMappings = List.copyOf(idMappings);
        memoryRanges = List.copyOf(memoryRanges);
        problems = List.copyOf(problems);
    }

    /** Kinds of nodes, in the order of their numbers. */
    public enum Kind {
        ITS_GROUP(4), NAMED_COMPONENT(13), ROOT_COMPLEX(16), SMMU_V1_V2(60), SMMU_V3(44), PMCG(16), RMR(12), UNKNOWN(0);

        private final int bodyLength;

        Kind(int bodyLength) {
            this.bodyLength = bodyLength;
        }

        /** Bytes that the kind needs behind the node's header in its first revision. */
        int bodyLength() {
            return bodyLength;
        }

        static Kind of(int typeCode) {
            return typeCode < UNKNOWN.ordinal() ? values()[typeCode] : UNKNOWN;
        }
    }

    /**
     * A reserved range of an RMR node.
     *
     * @param baseAddress physical address of the first byte
     * @param rangeLength bytes
     */
    public record MemoryRange(int offset, long baseAddress, long rangeLength) implements Item {
        static final int LENGTH = 20;

        @Override
        public int length() {
            return LENGTH;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("physicalRangeOffset", baseAddress, 0, 8)
                    .hex("physicalRangeLength", rangeLength, 8, 8).done();
        }
    }

    @Override
    public String type() {
        return kind.name();
    }

    @Override
    public List<Field> fields() {
        List<Field> all = new ArrayList<>();
        all.add(new Field("revision", new Value.Count(revision), offset + 3, 1));
        all.add(new Field("identifier", new Value.Hex(identifier, 4), offset + 4, 4));
        all.addAll(body);
        return List.copyOf(all);
    }

    @Override
    public List<Parts> parts() {
        List<Parts> parts = new ArrayList<>();
        if (kind == Kind.RMR) {
            parts.add(new Parts("memoryRanges", memoryRanges));
        }
        parts.add(new Parts("idMappings", idMappings));
        return parts;
    }
}
