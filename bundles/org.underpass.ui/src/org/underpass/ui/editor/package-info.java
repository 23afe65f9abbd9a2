/**
 * The editor of profiles. One document is the one model ({@link org.underpass.ui.editor.ProfileModel}): the source page
 * shows it, the form pages read what the checker understood of it and write by the smallest text edits, so that comments
 * and order survive and undo crosses pages. Checking happens in a job while somebody types;
 * {@link org.underpass.ui.editor.Checked} is its finished outcome.
 */
package org.underpass.ui.editor;
