/** Begins a profile: a host, a card, three questions, and whether it will do, in one sentence. */
package org.underpass.ui.wizard;
