package org.underpass.iommu.fault;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * VT-d faults. Up to Linux 4.1 a fault took two lines, the second with the reason; numbers were decimal (reason) and
 * hexadecimal without prefix (address) until 5.16, and have {@code 0x} since.
 */
final class IntelFaults {
    private static final String DEVICE = "Request device \\[{1,2}([0-9a-fA-F:.]{7,16})\\]";
    private static final Pattern DMA = Pattern.compile("\\[DMA (Read|Write)(?: (NO_PASID|PASID (\\w+)))?\\] " + DEVICE
            + "(?: PASID (\\w+))? fault addr (\\w+)");
    private static final Pattern INTERRUPT = Pattern.compile(
            "INTR-REMAP(?:\\]|:) ?" + DEVICE + "(?: fault index (\\w+))?");
    private static final Pattern REASON = Pattern.compile("\\[fault reason (\\w{1,18})\\] ?(.*)");

    private FaultBuilder open;
    private int openLine;

    void line(LogLine line, List<Fault> into) {
        String text = line.text();
        if (!text.contains("fault") && !text.contains("INTR-REMAP")) {
            return;
        }
        Matcher dma = DMA.matcher(text);
        Matcher interrupt = INTERRUPT.matcher(text);
        Matcher reason = REASON.matcher(text);
        boolean hasReason = reason.find();
        if (dma.find()) {
            end(into);
            open = new FaultBuilder(Fault.Unit.INTEL, line).event("DMA " + dma.group(1))
                    .kind(dma.group(1).equals("Read") ? Fault.Kind.DMA_READ : Fault.Kind.DMA_WRITE)
                    .device(dma.group(4)).pasid(dma.group(3) != null ? dma.group(3) : dma.group(5))
                    .address(dma.group(6));
        } else if (interrupt.find()) {
            end(into);
            open = new FaultBuilder(Fault.Unit.INTEL, line).event("INTR-REMAP").kind(Fault.Kind.INTERRUPT)
                    .device(interrupt.group(1)).index(interrupt.group(2));
        } else if (!hasReason || open == null || line.number() > openLine + 2) {
            return;
        }
        openLine = line.number();
        if (hasReason) {
            OptionalInt code = FaultBuilder.small(reason.group(1), 10);
            code.ifPresent(open::code);
            open.reason(code.isPresent() ? IntelReasons.sentence(code.getAsInt(), reason.group(2).trim())
                    : reason.group(2).trim());
            end(into);
        }
    }

    /** Closes a fault whose reason did not follow. */
    void end(List<Fault> into) {
        if (open != null) {
            into.add(open.build());
            open = null;
        }
    }
}
