/** Rules of group C: the host's display and the binding of drivers. */
package org.underpass.rules.binding;
