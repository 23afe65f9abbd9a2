/**
 * The backend {@code xen}: an HVM guest of Xen, devices given away through xen-pciback.
 *
 * <p>{@link org.underpass.hypervisor.xen.XenHypervisor} is the component. It writes an xl.cfg for Xen 4.17 and newer,
 * the preparation of dom0 with its inverse, and dom0's kernel arguments. {@code xl} accepts unknown keys, words where
 * it wants numbers and strings where it wants lists without a word, and then gives away nothing: therefore
 * {@link org.underpass.hypervisor.xen.XlConfig} knows only keys of the right type, and the tests compare what xl
 * parsed with what was meant. Facts: xl.cfg(5), xl-pci-configuration(5), xl-disk-configuration(5).
 */
package org.underpass.hypervisor.xen;
