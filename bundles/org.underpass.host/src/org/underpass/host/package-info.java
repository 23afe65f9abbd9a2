/**
 * One machine, live, captured or simulated, and where each fact of it was read.
 *
 * <p>Begin with {@link org.underpass.host.HostSources#open HostSources.open}, which turns the words of {@code --host}
 * into a {@link org.underpass.host.Host}. From there: {@link org.underpass.host.HostFunction} for each PCI function,
 * {@link org.underpass.host.HostGroups} for IOMMU groups, and one type for each kind of knowledge about the machine
 * ({@link org.underpass.host.HostKernel}, {@link org.underpass.host.HostMemory},
 * {@link org.underpass.host.HostDisplays} and so on), read when first asked for and kept.
 *
 * <p>Rules of the house: a {@link org.underpass.host.Fact} is known, absent or unknown, and nothing turns unknown
 * into absent. An attribute that a capture shows for one function and not for another is absent there; one that it
 * shows for none is unknown. A capture may say in {@code underpass/complete} which directories it holds completely.
 * Everything is immutable and safe for several threads; nothing here changes a machine, and nothing reads another
 * machine than the one that was opened.
 *
 * <p>All types are provider types: readers import {@code [1.0,2)}.
 */
package org.underpass.host;
