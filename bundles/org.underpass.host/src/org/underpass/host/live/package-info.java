/**
 * The running machine's remapping tables, as its IOMMUs see them: registers through {@code /dev/mem}, tables through
 * {@code /proc/kcore}.
 *
 * <p>Begin with {@link org.underpass.host.live.LiveTables#walker LiveTables.walker}. It reads and changes nothing. Where
 * the kernel refuses, {@link org.underpass.host.live.Obstacle} says what stands in the way and what would open it.
 * Mapping {@code /dev/mem} needs JNA, which is loaded then and not before.
 *
 * <p>All types are provider types: readers import {@code [1.0,2)}.
 */
package org.underpass.host.live;
