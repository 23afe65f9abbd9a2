/** Rules of group D: reset and power. */
package org.underpass.rules.reset;
