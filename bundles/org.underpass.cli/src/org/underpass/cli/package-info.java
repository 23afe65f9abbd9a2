/** Arguments to request, answer to text: the headless command, and the Equinox application that runs the same. */
package org.underpass.cli;
