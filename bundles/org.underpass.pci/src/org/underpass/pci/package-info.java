/**
 * PCI as bytes and as a tree.
 */
package org.underpass.pci;
