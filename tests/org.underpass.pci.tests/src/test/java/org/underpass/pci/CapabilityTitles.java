package org.underpass.pci;

import java.util.Map;

/** What lspci calls capabilities. */
final class CapabilityTitles {

    /** Lines that lspci prints for a capability without further facts, and our name of the same. */
    static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Access Control Services", "Access Control Services"),
            Map.entry("Address Translation Service ", "Address Translation Services"),
            Map.entry("Advanced Error Reporting", "Advanced Error Reporting"),
            Map.entry("Alternative Routing-ID Interpretation ", "Alternative Routing-ID Interpretation"),
            Map.entry("CompactPCI hot-swap ", "CompactPCI Hot Swap"),
            Map.entry("Data Link Feature ", "Data Link Feature"),
            Map.entry("Data Object Exchange", "Data Object Exchange"),
            Map.entry("Device 3", "Device 3"),
            Map.entry("Hot-plug capable", "PCI Hot-Plug"),
            Map.entry("Integrity & Data Encryption", "Integrity and Data Encryption"),
            Map.entry("L1 PM Substates", "L1 PM Substates"),
            Map.entry("Lane Margining at the Receiver", "Lane Margining at the Receiver"),
            Map.entry("Latency Tolerance Reporting", "Latency Tolerance Reporting"),
            Map.entry("Multi-Function Virtual Channel ", "Multi-Function Virtual Channel"),
            Map.entry("Multicast", "Multicast"),
            Map.entry("PCI Advanced Features", "Advanced Features"),
            Map.entry("PCI-X bridge", "PCI-X"),
            Map.entry("PCI-X non-bridge", "PCI-X"),
            Map.entry("Page Request Interface ", "Page Request Interface"),
            Map.entry("Physical Layer 16.0 GT/s", "Physical Layer 16.0 GT/s"),
            Map.entry("Physical Layer 32.0 GT/s", "Physical Layer 32.0 GT/s"),
            Map.entry("Physical Resizable BAR", "Resizable BAR"),
            Map.entry("Power Budgeting ", "Power Budgeting"),
            Map.entry("Precision Time Measurement", "Precision Time Measurement"),
            Map.entry("Process Address Space ID ", "Process Address Space ID"),
            Map.entry("Root Complex Link", "Root Complex Link Declaration"),
            Map.entry("Secondary PCI Express", "Secondary PCI Express"),
            Map.entry("Single Root I/O Virtualization ", "Single Root I/O Virtualization"),
            Map.entry("Transaction Processing Hints", "TPH Requester"),
            Map.entry("VC", "Virtual Channel"),
            Map.entry("Vital Product Data", "Vital Product Data"),
            Map.entry("Downstream Port Containment", "Downstream Port Containment"),
            Map.entry("Enhanced Allocation ", "Enhanced Allocation"));

    private CapabilityTitles() {
    }
}
