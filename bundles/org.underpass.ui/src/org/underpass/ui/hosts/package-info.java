/** The machines that are open in the workbench. */
package org.underpass.ui.hosts;
