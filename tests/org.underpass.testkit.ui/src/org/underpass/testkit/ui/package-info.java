/**
 * A small bot that uses the workbench as a person does, with SWTBot's vocabulary, so that tests read as SWTBot tests do
 * and can move to it: SWTBot itself is published on a p2 site only, which no build of ours needs.
 *
 * <p>Begin with {@link org.underpass.testkit.ui.Bot}. Tests run on a thread of their own, never on the UI thread; every
 * method waits until what it names is there, {@value org.underpass.testkit.ui.Ui#PATIENCE_SECONDS} seconds at most, and
 * fails with what was there instead.
 */
package org.underpass.testkit.ui;
