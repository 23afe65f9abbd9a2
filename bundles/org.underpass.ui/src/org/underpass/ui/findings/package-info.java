/**
 * What is wrong, where the user looks. {@link org.underpass.ui.findings.Problems} holds the problems of every open
 * profile, keyed by rule and subject, so that checking again changes only what has changed;
 * {@link org.underpass.ui.findings.ProblemsView} lists them.
 */
package org.underpass.ui.findings;
