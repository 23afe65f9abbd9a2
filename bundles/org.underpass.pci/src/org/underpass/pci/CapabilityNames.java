package org.underpass.pci;

/** Names of the capability ids (PCI Code and ID Assignment Specification, sections 2 and 3). */
final class CapabilityNames {

    private static final String[] STANDARD = {
        "Null", "PCI Power Management", "AGP", "Vital Product Data", "Slot Identification", "MSI",
        "CompactPCI Hot Swap", "PCI-X", "HyperTransport", "Vendor Specific", "Debug Port",
        "CompactPCI Central Resource Control", "PCI Hot-Plug", "PCI Bridge Subsystem Vendor ID", "AGP 8x",
        "Secure Device", "PCI Express", "MSI-X", "Serial ATA Data/Index Configuration", "Advanced Features",
        "Enhanced Allocation", "Flattening Portal Bridge"};

    private static final String[] EXTENDED = {
        "Null", "Advanced Error Reporting", "Virtual Channel", "Device Serial Number", "Power Budgeting",
        "Root Complex Link Declaration", "Root Complex Internal Link Control",
        "Root Complex Event Collector Endpoint Association", "Multi-Function Virtual Channel",
        "Virtual Channel (MFVC present)", "RCRB Header", "Vendor-Specific Extended Capability",
        "Configuration Access Correlation", "Access Control Services", "Alternative Routing-ID Interpretation",
        "Address Translation Services", "Single Root I/O Virtualization", "Multi-Root I/O Virtualization",
        "Multicast", "Page Request Interface", "Reserved for AMD", "Resizable BAR", "Dynamic Power Allocation",
        "TPH Requester", "Latency Tolerance Reporting", "Secondary PCI Express", "Protocol Multiplexing",
        "Process Address Space ID", "LN Requester", "Downstream Port Containment", "L1 PM Substates",
        "Precision Time Measurement", "PCI Express over M-PHY", "FRS Queueing", "Readiness Time Reporting",
        "Designated Vendor-Specific Extended Capability", "VF Resizable BAR", "Data Link Feature",
        "Physical Layer 16.0 GT/s", "Lane Margining at the Receiver", "Hierarchy ID",
        "Native PCIe Enclosure Management", "Physical Layer 32.0 GT/s", "Alternate Protocol",
        "System Firmware Intermediary", "Shadow Functions", "Data Object Exchange", "Device 3",
        "Integrity and Data Encryption",
        "Physical Layer 64.0 GT/s", "Flit Logging", "Flit Performance Measurement", "Flit Error Injection",
        "Streamlined Virtual Channel", "MMIO Register Block Locator"};

    private CapabilityNames() {
    }

    static String standard(int id) {
        return id < STANDARD.length ? STANDARD[id] : "Capability 0x" + Integer.toHexString(id);
    }

    static String extended(int id) {
        return id < EXTENDED.length ? EXTENDED[id] : "Extended Capability 0x" + Integer.toHexString(id);
    }
}
