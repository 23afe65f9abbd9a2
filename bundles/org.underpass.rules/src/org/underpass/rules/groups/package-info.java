/** Rules of group B: IOMMU groups, identity, topology. */
package org.underpass.rules.groups;
