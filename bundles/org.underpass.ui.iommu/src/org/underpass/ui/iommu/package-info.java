/**
 * What remaps a host's DMA: {@link org.underpass.ui.iommu.IommuTree} makes a tree of units, groups, firmware tables and
 * reserved ranges; {@link org.underpass.ui.iommu.IommuView} shows it beside the drawn tree of buses, which
 * {@link org.underpass.ui.iommu.DrawingLayout} lays out and {@link org.underpass.ui.iommu.DrawingCanvas} paints.
 *
 * <p>A bundle of its own, because the layout library is large and nothing else needs it.
 */
package org.underpass.ui.iommu;
