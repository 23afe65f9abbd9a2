/**
 * What remaps a host's DMA: {@link org.underpass.ui.iommu.IommuTree} makes a tree of units, groups, firmware tables and
 * reserved ranges; {@link org.underpass.ui.iommu.IommuView} shows it beside the drawn tree of buses.
 */
package org.underpass.ui.iommu;
