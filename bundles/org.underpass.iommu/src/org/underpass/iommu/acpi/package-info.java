/**
 * The firmware tables that describe DMA remapping, as values.
 *
 * <p>Start with {@link org.underpass.iommu.acpi.AcpiTable#read AcpiTable.read}, which takes a table's bytes, and give
 * the result to {@link org.underpass.iommu.acpi.RemappingTable#decode RemappingTable.decode}. What comes back is one of
 * the sealed variants: DMAR (Intel VT-d), IVRS (AMD), IORT (Arm), VIOT (virtio), or a table that this package does not
 * take apart. Each has {@link org.underpass.iommu.acpi.Structure structures}, each of these typed accessors for code
 * and a uniform list of {@link org.underpass.iommu.acpi.Field fields} for viewers and JSON, under the specification's
 * names in lower camel case.
 *
 * <p>Two questions are answered on top: {@link org.underpass.iommu.acpi.ScopeResolver} says which function a device
 * scope names, and {@link org.underpass.iommu.acpi.RemappingUnits} which unit governs a function and which reserved
 * memory regions apply to it.
 *
 * <p>Rules of the house: decoders are total. A structure that is cut off is a
 * {@link org.underpass.iommu.acpi.TruncatedStructure}, one of a type we do not know is an
 * {@link org.underpass.iommu.acpi.UnknownStructure}, and what contradicts the specification is a
 * {@link org.underpass.iommu.acpi.Problem}; each with the offset in the table's bytes. Nothing here throws on content.
 *
 * <p>Sources: Intel VT-d specification 4.1 chapter 8, AMD I/O Virtualization Technology specification 3.08 chapter 5,
 * Arm DEN0049 E.e, ACPI 6.5 section 5.2.34 (VIOT).
 */
package org.underpass.iommu.acpi;
