package org.underpass.iommu.acpi;

import java.util.List;

/** A node of the VIOT. Source: ACPI 6.5 section 5.2.34. */
public sealed interface ViotNode extends Structure {

    /**
     * PCI functions behind an IOMMU.
     *
     * @param endpointStart endpoint id of the first function
     * @param bdfStart first requester id
     * @param bdfEnd last requester id
     * @param outputNode offset of the IOMMU's node
     */
    record PciRange(int offset, int length, long endpointStart, int segmentStart, int segmentEnd, int bdfStart,
            int bdfEnd, int outputNode, List<Problem> problems) implements ViotNode {
        public PciRange {
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "PCI_RANGE";
        }

        @Override
        public int typeCode() {
            return 1;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("endpointStart", endpointStart, 4, 4).hex("pciSegmentStart", segmentStart, 8,
                    2)
                    .hex("pciSegmentEnd", segmentEnd, 10, 2).hex("pciBdfStart", bdfStart, 12, 2)
                    .hex("pciBdfEnd", bdfEnd, 14, 2).hex("outputNode", outputNode, 16, 2).done();
        }
    }

    /** One endpoint that is found by its registers' address. */
    record MmioEndpoint(int offset, int length, long endpointId, long baseAddress, int outputNode,
            List<Problem> problems) implements ViotNode {
        public MmioEndpoint {
            problems = List.copyOf(problems);
        }

        @Override
        public String type() {
            return "MMIO_ENDPOINT";
        }

        @Override
        public int typeCode() {
            return 2;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("endpointId", endpointId, 4, 4).hex("baseAddress", baseAddress, 8, 8)
                    .hex("outputNode", outputNode, 16, 2).done();
        }
    }

    /** A virtio IOMMU that is a PCI function. */
    record VirtioPciIommu(int offset, int length, int segment, int bdf) implements ViotNode {
        @Override
        public String type() {
            return "VIRTIO_PCI_IOMMU";
        }

        @Override
        public int typeCode() {
            return 3;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("pciSegment", segment, 4, 2).hex("pciBdfNumber", bdf, 6, 2).done();
        }
    }

    /** A virtio IOMMU that is found by its registers' address. */
    record VirtioMmioIommu(int offset, int length, long baseAddress) implements ViotNode {
        @Override
        public String type() {
            return "VIRTIO_MMIO_IOMMU";
        }

        @Override
        public int typeCode() {
            return 4;
        }

        @Override
        public List<Field> fields() {
            return Fields.at(offset).hex("baseAddress", baseAddress, 8, 8).done();
        }
    }
}
