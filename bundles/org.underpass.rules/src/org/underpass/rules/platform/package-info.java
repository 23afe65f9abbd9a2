/** Rules of group A: the platform and its IOMMU. */
package org.underpass.rules.platform;
