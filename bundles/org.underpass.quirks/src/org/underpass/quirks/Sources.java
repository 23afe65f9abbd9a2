package org.underpass.quirks;

/** Where most of the tables come from. */
public final class Sources {
    private static final String LINUX = "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/";

    /** The kernel's table of devices that need special care. */
    public static final String LINUX_PCI_QUIRKS = LINUX + "drivers/pci/quirks.c";
    /** The kernel's driver of Intel's IOMMU. */
    public static final String LINUX_INTEL_IOMMU = LINUX + "drivers/iommu/intel/iommu.c";
    /** The kernel's driver of the security processor in Navi 1x and Vega 20. */
    public static final String LINUX_AMD_PSP = LINUX + "drivers/gpu/drm/amd/amdgpu/psp_v11_0.c";

    private Sources() {
    }
}
