/** Rules of group F: the guest's configuration. */
package org.underpass.rules.guest;
