/**
 * Each rule takes the published exam on small machines: one on which it must speak and one on which it must be silent.
 * {@link org.underpass.rules.Desk} is the machine from which most of them differ by a fact or two.
 */
package org.underpass.rules;
