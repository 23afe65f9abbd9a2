package org.underpass.iommu.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SMMUv3 events. Linux prints the number and then four words of raw bytes, a line each; since 6.13 also two lines in
 * words. Source: Arm IHI 0070 F.b section 7.3 for the layout.
 */
final class SmmuFaults {
    private static final Pattern HEAD = Pattern.compile("arm-smmu-v3 .*?: event (0x[0-9a-f]{1,4}) received:");
    private static final Pattern WORD = Pattern.compile("arm-smmu-v3 .*?:\\s+0x([0-9a-f]{16})\\s*$");
    private static final Pattern WORDS = Pattern.compile("arm-smmu-v3 .*?: event: (\\w+) client: (\\S+|\\(unassigned"
            + " sid\\)) sid: (0x[0-9a-f]+|0) ssid: (0x[0-9a-f]+|0) iova: (0x[0-9a-f]+|0) ipa: (0x[0-9a-f]+|0)");
    private static final Pattern ACCESS = Pattern.compile(
            "arm-smmu-v3 .*?:\\s+(?:un)?priv (?:inst|data) (read|write) s[12]");

    private record Event(String name, String sentence) {
    }

    private static final Map<Integer, Event> EVENTS = Map.ofEntries(
            entry(0x01, "F_UUT", "the device made a request of a kind that is not supported"),
            entry(0x02, "C_BAD_STREAMID", "the stream id lies outside of the stream table"),
            entry(0x03, "F_STE_FETCH", "the unit could not read the stream table entry"),
            entry(0x04, "C_BAD_STE", "the stream table entry is not valid: the device is attached to nothing"),
            entry(0x05, "F_BAD_ATS_TREQ", "the device asked for a translation in a way that it must not"),
            entry(0x06, "F_STREAM_DISABLED", "the stream table entry refuses requests without substream"),
            entry(0x07, "F_TRANSL_FORBIDDEN", "the device came with a translated address that it must not use"),
            entry(0x08, "C_BAD_SUBSTREAMID", "the substream id is not allowed"),
            entry(0x09, "F_CD_FETCH", "the unit could not read the context descriptor"),
            entry(0x0a, "C_BAD_CD", "the context descriptor is not valid"),
            entry(0x0b, "F_WALK_EABT", "the unit could not read a page table"),
            entry(0x10, "F_TRANSLATION", "the address is not mapped"),
            entry(0x11, "F_ADDR_SIZE", "an address is wider than the tables allow"),
            entry(0x12, "F_ACCESS", "the page's access flag is clear"),
            entry(0x13, "F_PERMISSION", "the address is mapped, but not for this kind of access"),
            entry(0x20, "F_TLB_CONFLICT", "the unit's translation cache holds entries that contradict each other"),
            entry(0x21, "F_CFG_CONFLICT", "the unit's configuration cache holds entries that contradict each other"),
            entry(0x24, "E_PAGE_REQUEST", "the device asked for a page"),
            entry(0x25, "F_VMS_FETCH", "the unit could not read the virtual machine structure"));

    private LogLine head;
    private int code;
    private final List<Long> words = new ArrayList<>();
    private FaultBuilder inWords;
    private OptionalInt lastCode = OptionalInt.empty();
    private int lastLine;
    private int lastIndex = -1;

    void line(LogLine line, List<Fault> into) {
        if (!line.text().contains("arm-smmu-v3")) {
            return;
        }
        Matcher start = HEAD.matcher(line.text());
        if (start.find()) {
            end(into);
            head = line;
            code = Integer.decode(start.group(1));
            return;
        }
        Matcher word = WORD.matcher(line.text());
        if (head != null && word.find()) {
            words.add(Long.parseUnsignedLong(word.group(1), 16));
            if (words.size() == 4) {
                closeRaw(line, into);
            }
            return;
        }
        inWords(line, into);
    }

    void end(List<Fault> into) {
        if (head != null) {
            closeRaw(head, into);
        }
        if (inWords != null) {
            into.add(inWords.build());
            inWords = null;
        }
    }

    /** Lines in words follow their raw form and replace it, as they know the PCI function. */
    private void inWords(LogLine line, List<Fault> into) {
        Matcher text = WORDS.matcher(line.text());
        if (text.find()) {
            end(into);
            boolean sameEvent = lastCode.isPresent() && line.number() <= lastLine + 1 && lastIndex == into.size() - 1
                    && describe(lastCode.getAsInt()).name().equals(text.group(1));
            if (sameEvent) {
                into.remove(lastIndex);
            }
            int number = EVENTS.entrySet().stream().filter(entry -> entry.getValue().name().equals(text.group(1)))
                    .mapToInt(Map.Entry::getKey).findFirst().orElse(-1);
            inWords = new FaultBuilder(Fault.Unit.SMMU_V3, line).event(text.group(1)).kind(kind(number, false, false))
                    .device(text.group(2)).pasid(text.group(4).equals("0") ? null : text.group(4))
                    .address(text.group(5)).reason(describe(number).sentence());
            if (number >= 0) {
                inWords.code(number);
            }
            OptionalLong stream = FaultBuilder.number(text.group(3), 16);
            if (stream.isPresent()) {
                inWords.streamId(stream.getAsLong());
            }
            return;
        }
        Matcher access = ACCESS.matcher(line.text());
        if (inWords != null && access.find()) {
            inWords.kind(access.group(1).equals("read") ? Fault.Kind.DMA_READ : Fault.Kind.DMA_WRITE);
            end(into);
        }
    }

    private void closeRaw(LogLine last, List<Fault> into) {
        Event event = describe(code);
        FaultBuilder fault = new FaultBuilder(Fault.Unit.SMMU_V3, head).event(event.name()).code(code)
                .reason(event.sentence());
        boolean whole = words.size() == 4;
        fault.kind(kind(code, whole, whole && (words.get(1) >>> 35 & 1) != 0));
        if (whole) {
            fault.streamId(words.get(0) >>> 32).address(words.get(2));
            if ((words.get(0) >>> 11 & 1) != 0) {
                fault.pasid(Long.toHexString(words.get(0) >>> 12 & 0xfffff));
            }
        }
        into.add(fault.build());
        lastCode = OptionalInt.of(code);
        lastLine = last.number();
        lastIndex = into.size() - 1;
        head = null;
        words.clear();
    }

    private static Fault.Kind kind(int code, boolean directionKnown, boolean read) {
        return switch (code) {
            case 0x02, 0x04, 0x06, 0x08, 0x0a -> Fault.Kind.CONFIGURATION;
            case 0x03, 0x09, 0x0b, 0x20, 0x21, 0x25 -> Fault.Kind.UNIT_ERROR;
            case 0x10, 0x11, 0x12, 0x13, 0x07 -> !directionKnown ? Fault.Kind.DMA
                    : read ? Fault.Kind.DMA_READ : Fault.Kind.DMA_WRITE;
            default -> Fault.Kind.DMA;
        };
    }

    private static Event describe(int code) {
        return EVENTS.getOrDefault(code, new Event("event " + (code < 0 ? "" : String.format("0x%02x", code)),
                "an event of which nothing is known here"));
    }

    private static Map.Entry<Integer, Event> entry(int code, String name, String sentence) {
        return Map.entry(code, new Event(name, sentence));
    }
}
