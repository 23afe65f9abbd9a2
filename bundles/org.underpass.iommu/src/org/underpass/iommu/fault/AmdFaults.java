package org.underpass.iommu.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AMD-Vi events. The device stands in the brackets ({@code device=}), or, since Linux 4.16, before the message where
 * the kernel knows the function.
 */
final class AmdFaults {
    private static final Pattern EVENT = Pattern.compile("Event logged \\[ ?([A-Z][A-Z_]*)\\b([^\\]]*)");
    private static final Pattern VALUE = Pattern.compile("([a-z_]+)=(\\S+?)(?:,|\\s|$)");
    private static final Pattern PREFIX = Pattern.compile(
            "\\b([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]): (?:AMD-Vi: )?Event logged");
    private static final Pattern UNATTACHED = Pattern.compile(
            "Event logged \\[Device not attached to domain properly\\]");

    private static final int GUEST = 1;
    private static final int INTERRUPT = 1 << 3;
    private static final int PRESENT = 1 << 4;
    private static final int WRITE = 1 << 5;
    private static final int PERMISSION = 1 << 6;
    private static final int RESERVED = 1 << 7;
    private static final int TRANSLATION = 1 << 8;

    private static final Map<String, String> SENTENCES = Map.of(
            "ILLEGAL_DEV_TABLE_ENTRY", "the device table entry is set up wrongly",
            "DEV_TAB_HARDWARE_ERROR", "the unit could not read the device table",
            "PAGE_TAB_HARDWARE_ERROR", "the unit could not read a page table",
            "ILLEGAL_COMMAND_ERROR", "the unit was given a command that it does not know",
            "COMMAND_HARDWARE_ERROR", "the unit could not read its commands",
            "IOTLB_INV_TIMEOUT", "the device did not answer when its translation cache was to be emptied",
            "INVALID_DEVICE_REQUEST", "the device made a request that it must not make",
            "INVALID_PPR_REQUEST", "the device asked for a page in a way that it must not",
            "RMP_HARDWARE_ERROR", "the unit could not read the reverse map table (SEV-SNP)",
            "RMP_PAGE_FAULT", "the reverse map table forbids the access (SEV-SNP)");

    private AmdFaults() {
    }

    static Optional<Fault> line(LogLine line) {
        String text = line.text();
        if (!text.contains("Event logged [")) {
            return Optional.empty();
        }
        if (UNATTACHED.matcher(text).find()) {
            return Optional.of(new FaultBuilder(Fault.Unit.AMD, line).event("IO_PAGE_FAULT")
                    .kind(Fault.Kind.CONFIGURATION).reason("the device is attached to no domain").build());
        }
        Matcher event = EVENT.matcher(text);
        if (!event.find()) {
            return Optional.empty();
        }
        String name = event.group(1);
        FaultBuilder fault = new FaultBuilder(Fault.Unit.AMD, line).event(name);
        Matcher prefix = PREFIX.matcher(text);
        boolean pageFault = name.equals("IO_PAGE_FAULT") || name.equals("RMP_PAGE_FAULT");
        if (pageFault && prefix.find()) {
            fault.device(prefix.group(1));
        }
        int flags = -1;
        Matcher values = VALUE.matcher(event.group(2));
        while (values.find()) {
            String value = values.group(2);
            switch (values.group(1)) {
                case "device" -> fault.device(value);
                case "domain" -> fault.domain(value);
                case "address", "gpa", "spa" -> fault.address(value);
                case "pasid" -> fault.pasid(value);
                case "flags" -> flags = FaultBuilder.small(value, 16).orElse(-1);
                default -> {
                }
            }
        }
        if (flags >= 0) {
            fault.code(flags);
        }
        return Optional.of(describe(fault, name, flags).build());
    }

    private static FaultBuilder describe(FaultBuilder fault, String name, int flags) {
        switch (name) {
            case "IO_PAGE_FAULT" -> {
                if (flags < 0) {
                    return fault.kind(Fault.Kind.DMA).reason("the unit refused an access");
                }
                boolean interrupt = (flags & INTERRUPT) != 0;
                boolean write = (flags & WRITE) != 0;
                return fault.kind(interrupt ? Fault.Kind.INTERRUPT : write ? Fault.Kind.DMA_WRITE : Fault.Kind.DMA_READ)
                        .reason(pageFault(flags, interrupt, write));
            }
            case "ILLEGAL_DEV_TABLE_ENTRY" -> fault.kind(Fault.Kind.CONFIGURATION);
            case "INVALID_DEVICE_REQUEST", "INVALID_PPR_REQUEST", "RMP_PAGE_FAULT" -> fault.kind(Fault.Kind.DMA);
            default -> fault.kind(Fault.Kind.UNIT_ERROR);
        }
        return fault.reason(SENTENCES.getOrDefault(name, "an event of which nothing is known here"));
    }

    /** Source: AMD IOMMU specification 3.08 section 2.5.3, bits 16 to 24 of the second word. */
    private static String pageFault(int flags, boolean interrupt, boolean write) {
        List<String> words = new ArrayList<>();
        String what = interrupt ? "the interrupt" : "the address";
        if ((flags & RESERVED) != 0) {
            words.add("reserved bits are set in a table entry, or its level is wrong");
        } else if ((flags & PERMISSION) != 0) {
            words.add(what + " is mapped, but not for " + (write ? "writing" : "reading"));
        } else if ((flags & PRESENT) == 0) {
            words.add(what + " is not mapped");
        } else {
            words.add("the unit refused " + (interrupt ? "the interrupt" : write ? "the write" : "the read"));
        }
        if ((flags & TRANSLATION) != 0) {
            words.add("the device had asked for a translation");
        }
        if ((flags & GUEST) != 0) {
            words.add("in guest page tables");
        }
        return String.join("; ", words);
    }
}
