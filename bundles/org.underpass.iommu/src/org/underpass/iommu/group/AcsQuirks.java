package org.underpass.iommu.group;

import static org.underpass.iommu.group.AcsQuirk.Effect.AMD_SOUTHBRIDGE;
import static org.underpass.iommu.group.AcsQuirk.Effect.INTEL_PCH;
import static org.underpass.iommu.group.AcsQuirk.Effect.INTEL_WIDE_REGISTERS;
import static org.underpass.iommu.group.AcsQuirk.Effect.ISOLATED;
import static org.underpass.iommu.group.AcsQuirk.Effect.NOT_ISOLATED;

import java.util.List;
import java.util.Set;
import org.underpass.pci.PciExpress.Type;

/**
 * The kernel's exceptions from ACS, in its order: the first that is for a function decides. Facts from the table
 * pci_dev_acs_enabled in drivers/pci/quirks.c of Linux 6.18; vendor ids from include/linux/pci_ids.h.
 */
public final class AcsQuirks {
    private static final String SOURCE = "Linux 6.18, drivers/pci/quirks.c, ";
    private static final Set<Type> ANY = Set.of();
    private static final Set<Type> ROOT_PORTS = Set.of(Type.ROOT_PORT);
    private static final Set<Type> PORTS = Set.of(Type.ROOT_PORT, Type.DOWNSTREAM_PORT);
    private static final String NO_PEERS = "the vendor has declared that its functions do not reach each other";
    private static final String PORT_APART = "the root port has no ACS capability, but does the same by design";

    private static final List<AcsQuirk> ALL = List.of(
            amd("amd-sbx00", 0x1002, "4385 439c 4383 439d 4384 4399"),
            amd("amd-fch", 0x1022, "780f 7809"),
            endpoint("solarflare-nic", 0x1924, "0903 0923 0a03"),
            endpoint("intel-nic-10g", 0x8086, "10c6 10db 10dd 10e1 10f1 10f7-10fc 1507 1514 151c 1529 152a 154d 154f"
                    + " 1551 1558"),
            endpoint("intel-82580", 0x8086, "1509 150e 150f 1510 1511 1516 1527"),
            endpoint("intel-82576", 0x8086, "10c9 10e6 10e7 10e8 150a 150d 1518 1526"),
            endpoint("intel-82575", 0x8086, "10a7 10a9 10d6"),
            endpoint("intel-i350", 0x8086, "1521-1524"),
            endpoint("intel-82571", 0x8086, "105e 105f 1060 10d9"),
            endpoint("intel-i219", 0x8086, "15b7 15b8"),
            quirk("intel-rciep", 0x8086, "*", Set.of(Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT), ISOLATED,
                    "Intel's root complex integrated endpoints reach peers only with translated addresses",
                    "pci_quirk_rciep_acs; VT-d 3.1 section 3.16"),
            port("qualcomm-root-port", 0x17cb, "0400 0401 0115", ANY, "pci_quirk_qcom_rp_acs"),
            port("hxt-root-port", 0x1dbf, "0401", ANY, "pci_quirk_qcom_rp_acs"),
            quirk("intel-pch-root-port", 0x8086, "3b42-3b51 1c10-1c1f 1e10-1e1f 8c10-8c1f 9c10-9c1b 9c90-9c9b"
                    + " 1d10 1d12 1d14 1d16 1d18 1d1a 1d1c 1d1e 8d10-8d1e 8c90 8c92 8c94 8c96 8c98 8c9a 8c9c 8c9e",
                    ROOT_PORTS, INTEL_PCH, "a root port of an Intel chipset without an ACS capability, whose peers the"
                            + " kernel switches off another way", "pci_quirk_intel_pch_acs; Red Hat bugzilla 1037684"),
            quirk("intel-spt-root-port", 0x8086, "a110-a11f a167-a16a a290-a29f a2e7-a2ee 9d10-9d1b", ROOT_PORTS,
                    INTEL_WIDE_REGISTERS,
                    "a root port of an Intel 100 or 200 series chipset, whose ACS registers are of"
                            + " double width (erratum)", "pci_quirk_intel_spt_pch_acs"),
            endpoint("emulex-be3", 0x19a2, "0710"),
            endpoint("emulex-skyhawk", 0x10df, "0720"),
            port("cavium-root-port", 0x177d, "a000-a7ff af84 b884", ROOT_PORTS, "pci_quirk_cavium_acs"),
            endpoint("cavium-multifunction", 0x177d, "a026 a059 a060"),
            port("apm-xgene-root-port", 0x10e8, "e004", ANY, "pci_quirk_xgene_acs"),
            port("ampere-root-port", 0x1def, "e005-e00c", ANY, "pci_quirk_xgene_acs"),
            endpoint("broadcom-nic", 0x14e4, "16d7 1750-1752 1760-1763"),
            port("broadcom-root-port", 0x14e4, "d714", ANY, "pci_quirk_brcm_acs"),
            port("loongson-root-port", 0x0014, "3c09 3c19 3c29 7a09 7a19 7a29 7a39 7a49 7a59 7a69", ANY,
                    "pci_quirk_loongson_acs"),
            port("annapurna-root-port", 0x1c36, "0031", ROOT_PORTS, "pci_quirk_al_acs"),
            endpoint("zhaoxin-multifunction", 0x1d17, "3038 3104 9083"),
            port("nxp-root-port", 0x1957, "8d80-8d83 8da0 8da1 8d88-8d8b 8da8 8da9 8d90-8d93 8db0 8db1 8d98-8d9b 8db8"
                    + " 8db9", ANY, "pci_quirk_nxp_rp_acs"),
            port("zhaoxin-port", 0x1d17, "0710-071e 0721 0723-0752", PORTS, "pci_quirk_zhaoxin_pcie_ports_acs"),
            quirk("zhaoxin-other-port", 0x1d17, "*", PORTS, NOT_ISOLATED,
                    "the kernel takes Zhaoxin's ports for isolated only by its list",
                    "pci_quirk_zhaoxin_pcie_ports_acs"),
            quirk("wangxun-nic", 0x8088, "0100-010f 1001 2001 5010 5025 5040 5110 5125 5140", ANY, ISOLATED, NO_PEERS,
                    "pci_quirk_wangxun_nic_acs"),
            quirk("wangxun-other", 0x8088, "*", ANY, NOT_ISOLATED,
                    "the kernel takes Wangxun's functions for isolated only by its list", "pci_quirk_wangxun_nic_acs"));

    private AcsQuirks() {
    }

    /** All, in the order in which the kernel asks them. */
    public static List<AcsQuirk> all() {
        return ALL;
    }

    private static AcsQuirk amd(String name, int vendor, String devices) {
        return quirk(name, vendor, devices, ANY, AMD_SOUTHBRIDGE, "a function of an AMD chipset that does not reach its"
                + " neighbours when the machine has an AMD IOMMU", "pci_quirk_amd_sb_acs");
    }

    private static AcsQuirk endpoint(String name, int vendor, String devices) {
        return quirk(name, vendor, devices, ANY, ISOLATED, NO_PEERS, "pci_quirk_mf_endpoint_acs");
    }

    private static AcsQuirk port(String name, int vendor, String devices, Set<Type> types, String function) {
        return quirk(name, vendor, devices, types, ISOLATED, PORT_APART, function);
    }

    private static AcsQuirk quirk(String name, int vendor, String devices, Set<Type> types, AcsQuirk.Effect effect,
            String words, String function) {
        return new AcsQuirk(name, vendor, AcsQuirk.ranges(devices), types, effect, words, SOURCE + function);
    }
}
