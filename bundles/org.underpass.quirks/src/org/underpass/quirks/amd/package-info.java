/**
 * AMD and ATI: flags of the kernel, and the families that do not come back from a reset by themselves.
 *
 * <p>By generation: {@link org.underpass.quirks.amd.SeaIslands} (a routine of steps),
 * {@link org.underpass.quirks.amd.Polaris}, {@link org.underpass.quirks.amd.Vega} and
 * {@link org.underpass.quirks.amd.Navi1x} (the reset bug, for which the vendor-reset module exists), and
 * {@link org.underpass.quirks.amd.LaterRadeon} (contested reports). {@link org.underpass.quirks.amd.Radeon} says what
 * holds for all of them, {@link org.underpass.quirks.amd.AmdPlatform} what holds for parts of AMD's chipsets.
 */
package org.underpass.quirks.amd;
