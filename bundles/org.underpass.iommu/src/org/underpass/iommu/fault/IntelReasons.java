package org.underpass.iommu.fault;

import java.util.Map;
import java.util.TreeMap;

/** What VT-d's fault reasons mean. Source: VT-d 4.1, table of fault reason encodings (chapter 7 and appendix). */
public final class IntelReasons {
    private static final Map<Integer, String> SENTENCES = new TreeMap<>(Map.ofEntries(
            Map.entry(0x01, "the device's bus has no entry in the root table"),
            Map.entry(0x02, "the device has no entry in the context table: it is attached to no domain"),
            Map.entry(0x03, "the device's context entry is set up wrongly"),
            Map.entry(0x04, "the address is wider than the unit or the domain can translate"),
            Map.entry(0x05, "the address is not mapped for writing"),
            Map.entry(0x06, "the address is not mapped for reading"),
            Map.entry(0x07, "the unit could not read a page table"),
            Map.entry(0x08, "the unit could not read the root table"),
            Map.entry(0x09, "the unit could not read the context table"),
            Map.entry(0x0a, "reserved bits are set in the root entry"),
            Map.entry(0x0b, "reserved bits are set in the context entry"),
            Map.entry(0x0c, "reserved bits are set in a page table entry"),
            Map.entry(0x0d, "the device's context entry does not allow translation requests"),
            Map.entry(0x0e, "the page tables put a page onto the interrupt address range"),
            Map.entry(0x20, "an interrupt request has reserved bits set"),
            Map.entry(0x21, "an interrupt's index lies outside of the remapping table"),
            Map.entry(0x22, "an interrupt's remapping entry is not present"),
            Map.entry(0x23, "the unit could not read the interrupt remapping table"),
            Map.entry(0x24, "reserved bits are set in an interrupt's remapping entry"),
            Map.entry(0x25, "an interrupt in the old format was blocked"),
            Map.entry(0x26, "an interrupt came from another device than its remapping entry allows"),
            Map.entry(0x30, "the root table address is set up wrongly (scalable mode)"),
            Map.entry(0x31, "a request with PASID came while translation does not allow it"),
            Map.entry(0x32, "a page group request came while translation does not allow it"),
            Map.entry(0x38, "the unit could not read the root entry (scalable mode)"),
            Map.entry(0x39, "the device's bus has no entry in the root table (scalable mode)"),
            Map.entry(0x3a, "reserved bits are set in the root entry (scalable mode)"),
            Map.entry(0x40, "the unit could not read the context entry (scalable mode)"),
            Map.entry(0x41, "the device has no context entry (scalable mode)"),
            Map.entry(0x42, "reserved bits are set in the context entry (scalable mode)"),
            Map.entry(0x43, "the context entry is set up wrongly (scalable mode)"),
            Map.entry(0x44, "the context entry does not allow translation requests"),
            Map.entry(0x45, "the context entry does not allow requests with PASID"),
            Map.entry(0x46, "the PASID is larger than the context entry allows"),
            Map.entry(0x47, "the context entry does not allow page requests"),
            Map.entry(0x48, "the context entry's PASID for requests without one is wrong"),
            Map.entry(0x50, "the unit could not read the PASID directory"),
            Map.entry(0x51, "the PASID has no entry in the PASID directory"),
            Map.entry(0x52, "reserved bits are set in the PASID directory entry"),
            Map.entry(0x58, "the unit could not read the PASID table"),
            Map.entry(0x59, "the PASID has no entry in the PASID table"),
            Map.entry(0x5a, "reserved bits are set in the PASID table entry"),
            Map.entry(0x5b, "the PASID table entry is set up wrongly"),
            Map.entry(0x5c, "the PASID table entry does not allow execute requests"),
            Map.entry(0x5d, "the PASID table entry does not allow supervisor requests"),
            Map.entry(0x70, "the unit could not read a first-stage page table"),
            Map.entry(0x71, "the address is not mapped in the first stage"),
            Map.entry(0x72, "reserved bits are set in a first-stage page table entry"),
            Map.entry(0x73, "the unit could not read the topmost first-stage page table"),
            Map.entry(0x74, "a first-stage page table lies at an address that the second stage cannot translate"),
            Map.entry(0x75, "the second stage does not let the topmost first-stage page table be read"),
            Map.entry(0x76, "the second stage does not let a first-stage page table be read"),
            Map.entry(0x77, "the second stage does not let a first-stage page table be written"),
            Map.entry(0x78, "the unit could not read a second-stage page table"),
            Map.entry(0x79, "a second-stage page table entry does not allow the access"),
            Map.entry(0x7a, "reserved bits are set in a second-stage page table entry"),
            Map.entry(0x7b, "the unit could not read the topmost second-stage page table"),
            Map.entry(0x7c, "the unit would have to note an access in a second-stage entry that it must not snoop"),
            Map.entry(0x80, "the address is not canonical, as a first stage wants it"),
            Map.entry(0x81, "the first stage keeps the page for supervisors, and the request comes from a user"),
            Map.entry(0x82, "the page must not be executed"),
            Map.entry(0x83, "the address is wider than the unit can translate"),
            Map.entry(0x84, "the address is wider than the second stage can translate"),
            Map.entry(0x85, "the address is not mapped for writing (scalable mode)"),
            Map.entry(0x86, "the address is not mapped for reading (scalable mode)"),
            Map.entry(0x87, "the page tables put a page onto the interrupt address range (scalable mode)"),
            Map.entry(0x90, "the unit would have to note an access in a first-stage entry that it must not snoop")));

    private IntelReasons() {
    }

    /** All codes that have a sentence here. */
    public static Map<Integer, String> all() {
        return Map.copyOf(SENTENCES);
    }

    /** Our sentence for a code, else the kernel's own words, else that nothing is known. */
    static String sentence(int code, String kernelWords) {
        String known = SENTENCES.get(code);
        if (known != null) {
            return known;
        }
        return kernelWords.isEmpty() || kernelWords.equals("Unknown")
                ? String.format("fault reason 0x%02x, of which nothing is known here", code) : kernelWords;
    }
}
