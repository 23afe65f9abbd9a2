/**
 * Rules of group G: a linter for the scripts that people have copied around their guests. {@link
 * org.underpass.rules.hooks.ShellScript} takes a script apart into its simple commands; nothing is ever run.
 */
package org.underpass.rules.hooks;
