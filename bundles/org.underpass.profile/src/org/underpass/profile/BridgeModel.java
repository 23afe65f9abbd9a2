package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * A bridge of the guest's PCI tree, by the name that QEMU has for it.
 */
public enum BridgeModel implements Word {
    /** A PCIe root port for one device. */
    PCIE_ROOT_PORT("pcie-root-port", "A PCIe root port for one device."),
    /** Intel's PCIe root port of 2009, for old guests. */
    IOH3420("ioh3420", "Intel's PCIe root port of 2009, for old guests."),
    /** The upper port of a PCIe switch. */
    UPSTREAM("x3130-upstream", "The upper port of a PCIe switch."),
    /** A lower port of a PCIe switch, for one device. */
    DOWNSTREAM("xio3130-downstream", "A lower port of a PCIe switch, for one device."),
    /** A further PCIe root bus, with a NUMA node of its own. */
    PXB_PCIE("pxb-pcie", "A further PCIe root bus, with a NUMA node of its own."),
    /** A further PCI root bus for i440fx, with a NUMA node of its own. */
    PXB("pxb", "A further PCI root bus for i440fx, with a NUMA node of its own."),
    /** A bridge from PCI to PCI, for 31 devices. */
    PCI_BRIDGE("pci-bridge", "A bridge from PCI to PCI, for 31 devices."),
    /** Intel's bridge from PCIe to PCI that sits on the root bus. */
    DMI_TO_PCI("i82801b11-bridge", "Intel's bridge from PCIe to PCI that sits on the root bus."),
    /** A bridge from PCIe to PCI. */
    PCIE_TO_PCI("pcie-pci-bridge", "A bridge from PCIe to PCI.");

    private final String word;
    private final String meaning;

    BridgeModel(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
