/**
 * A machine's memory as it lies in files: entry point is {@link org.underpass.iommu.memory.MemoryFile#open}, which
 * knows by its first bytes what a file is. {@link org.underpass.iommu.memory.RegisterDump} reads the registers that
 * belong to it.
 *
 * <p>Files are mapped, not read, so their size costs no heap; a pages file, which is compressed, is the exception.
 * Nothing here interprets what memory holds.
 */
package org.underpass.iommu.memory;
