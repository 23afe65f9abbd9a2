/**
 * Quirks: how one kind of card resets, told by somebody who knows.
 *
 * <p>A consumer implements {@link org.underpass.spi.quirk.Quirk}, matches a function of a host, and answers with an
 * {@link org.underpass.spi.quirk.Assessment}: verdicts on the kernel's reset methods, and a routine of its own as
 * {@link org.underpass.spi.quirk.ResetStep steps}, which are data. The product shows the steps, performs them, and
 * can do so after the plug-in is gone. Every claim carries evidence.
 */
package org.underpass.spi.quirk;
