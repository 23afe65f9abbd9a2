/** Rules of group E: option ROMs, firmware, integrated graphics. */
package org.underpass.rules.rom;
