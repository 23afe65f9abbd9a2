/**
 * The product: the application that opens the workbench, its window, and its perspectives. What is shown in them comes
 * from the ui bundles.
 */
package org.underpass.rcp;
