/**
 * Import of xl.cfg (xl.cfg(5), tools/libs/util/libxlu_cfg_l.l). {@code XlParser} reads the syntax, {@code XlImporter}
 * the meaning.
 */
package org.underpass.hypervisor.xen.imports;
