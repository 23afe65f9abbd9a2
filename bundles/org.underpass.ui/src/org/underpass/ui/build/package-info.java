/**
 * From a profile to artifacts: {@link org.underpass.ui.build.BuildRun} builds in a job, with progress and cancel, and
 * compares with the last build of the same folder; {@link org.underpass.ui.build.BuildPage} shows the outcome;
 * {@link org.underpass.ui.build.TextEditor} shows artifacts, side by side, and two versions of one.
 */
package org.underpass.ui.build;
