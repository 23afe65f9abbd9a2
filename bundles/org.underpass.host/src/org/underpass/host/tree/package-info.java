/**
 * Trees of files: the live machine's, a folder's, an archive's, a simulated machine's. Not exported; begin with
 * {@link org.underpass.host.tree.LinkedTree}, which follows links for all of them.
 */
package org.underpass.host.tree;
