/**
 * Intel: network controllers whose function-level reset hangs ({@link org.underpass.quirks.intel.IntelPlatform}), and
 * processor graphics ({@link org.underpass.quirks.intel.IntelGraphics}).
 */
package org.underpass.quirks.intel;
