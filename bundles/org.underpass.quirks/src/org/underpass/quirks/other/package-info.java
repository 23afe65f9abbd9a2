/** Other vendors' devices for which the kernel carries a flag; they matter as neighbours of a graphics card. */
package org.underpass.quirks.other;
