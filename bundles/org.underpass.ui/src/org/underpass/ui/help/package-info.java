/** Pages of help, made from what the product knows of itself, and the appearance of the workbench. */
package org.underpass.ui.help;
