/**
 * What is publicly known about the reset of graphics cards and some of their neighbours, as tables.
 *
 * <p>Begin with {@link org.underpass.quirks.Row}: what a {@link org.underpass.quirks.Match} is about, its
 * {@link org.underpass.quirks.Effect}, and the public source. A {@link org.underpass.quirks.TableQuirk} answers from
 * such rows alone; the few cards for which that does not suffice add code of their own. One package a vendor; one
 * service a family.
 *
 * <p>Facts were read in Linux 6.18, QEMU 10.2 and vendor-reset of April 2024. This bundle imports only what a
 * stranger's quirk may, and exports nothing: it is the proof that the plug-in interface suffices.
 */
package org.underpass.quirks;
