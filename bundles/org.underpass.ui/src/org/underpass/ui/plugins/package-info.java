/** The plug-ins: what is there, what it brings, why it is not active; installing and removing them at run time. */
package org.underpass.ui.plugins;
