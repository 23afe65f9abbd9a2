package org.underpass.pci;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lines of one function said, until all of them are read. */
final class LspciFunctionText {

    /** {@code VGA compatible controller [0300]: NVIDIA ... [10de:1b80] (rev a1)}, as -nn prints it. */
    private static final Pattern NAMED_CLASS = Pattern.compile("\\[([0-9a-f]{4})]: ");
    private static final Pattern NAMED_IDS = Pattern.compile("\\[([0-9a-f]{4}):([0-9a-f]{4})]");
    /** {@code 0300: 10de:1b80 (rev a1)}, as -n prints it; older releases have words in between. */
    private static final Pattern NUMBERS =
            Pattern.compile("^ (?:Class )?([0-9a-f]{4}): (?:Device )?([0-9a-f]{4}):([0-9a-f]{4})(?: |$)");
    private static final Pattern REVISION = Pattern.compile("\\(rev ([0-9a-f]{2})\\)");
    private static final Pattern INTERFACE = Pattern.compile("\\(prog-if ([0-9a-f]{2})");
    private static final Pattern PLAIN_IDS = Pattern.compile("(?:^|\\s)([0-9a-f]{4}):([0-9a-f]{4})$");
    private static final Pattern REGION = Pattern.compile("^(?:Region ([0-5]): )?(Memory|I/O ports|Expansion ROM) at "
            + "([0-9a-f]+) (.*)\\[size=([0-9]+)([KMGTP]?)]$");

    private static final Pattern BUSES =
            Pattern.compile("primary=([0-9a-f]{2}), secondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2}).*");

    private final PciAddress address;
    private final int line;
    private final byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
    private final BitSet known = new BitSet();
    private final List<String> regions = new ArrayList<>();
    private String title = "";
    private Optional<String> driver = Optional.empty();
    private List<String> modules = List.of();
    private OptionalInt iommuGroup = OptionalInt.empty();
    private OptionalInt numaNode = OptionalInt.empty();
    private Optional<String> physicalSlot = Optional.empty();
    private Optional<BusNumbers> busNumbers = Optional.empty();
    private String subsystem = "";
    private boolean details;

    LspciFunctionText(PciAddress address, int line) {
        this.address = address;
        this.line = line;
    }

    void title(String text) {
        if (title.isEmpty()) {
            title = text;
        }
    }

    /** An indented line. */
    void detail(String text) {
        int colon = text.indexOf(": ");
        String value = colon < 0 ? "" : text.substring(colon + 2).strip();
        switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "Kernel driver in use" -> driver = Optional.of(value);
            case "Kernel modules" -> modules = List.of(value.split(",\\s*"));
            case "IOMMU group" -> iommuGroup = number(value);
            case "NUMA node" -> numaNode = number(value);
            case "Physical Slot" -> physicalSlot = Optional.of(value);
            case "Subsystem" -> subsystem = value;
            case "Bus" -> {
                Matcher buses = BUSES.matcher(value);
                busNumbers = buses.matches() ? Optional.of(new BusNumbers(hex(buses.group(1)), hex(buses.group(2)),
                        hex(buses.group(3)))) : busNumbers;
            }
            default -> {
                if (REGION.matcher(text).matches()) {
                    regions.add(text);
                }
            }
        }
        details |= !text.startsWith("Subsystem: ");
    }

    /** A line such as {@code 10: 04 00 00 f6 ...}. */
    void bytes(String text, int colon, String source, int at) throws PciTextException {
        int offset = Integer.parseInt(text, 0, colon, 16);
        int from = colon + 1;
        int count = 0;
        while (from < text.length()) {
            if (text.charAt(from) == ' ') {
                from++;
                continue;
            }
            int high = Character.digit(text.charAt(from), 16);
            int low = from + 1 < text.length() ? Character.digit(text.charAt(from + 1), 16) : -1;
            boolean ends = from + 2 >= text.length() || text.charAt(from + 2) == ' ';
            if (high < 0 || low < 0 || !ends) {
                throw new PciTextException(source, at, "bytes of two hex digits after the offset, found \""
                        + text.substring(from, Math.min(text.length(), from + 8)) + "\"");
            }
            if (count == 16 || offset + count >= ConfigSpace.EXTENDED_SIZE) {
                throw new PciTextException(source, at, "at most 16 bytes a line, below offset 0x1000");
            }
            bytes[offset + count] = (byte) (high << 4 | low);
            known.set(offset + count);
            count++;
            from += 2;
        }
        if (count == 0) {
            throw new PciTextException(source, at, "bytes of two hex digits after the offset");
        }
    }

    LspciText.Entry finish(String source) throws PciTextException {
        PciFunctionBuilder builder = PciFunction.at(address);
        ConfigSpace config = known.isEmpty() ? null : ConfigSpace.of(bytes, known);
        if (config != null) {
            builder.config(config);
        }
        if (config == null || !config.has(0, 12)) {
            readTitle(builder);
        }
        if (!builder.isComplete()) {
            throw new PciTextException(source, line, "vendor, device and class of " + address
                    + " as numbers: the output of lspci with -nn, or with -x and more");
        }
        List<Bar> bars = readRegions(config == null ? List.of() : Bars.fromConfig(config));
        if (!bars.isEmpty()) {
            builder.bars(bars);
        }
        PciFunction function = builder.build();
        return new LspciText.Entry(function, driver, modules, iommuGroup, numaNode, physicalSlot,
                function.busNumbers().or(() -> busNumbers), details);
    }

    private void readTitle(PciFunctionBuilder builder) {
        int classCode = -1;
        Matcher numbers = NUMBERS.matcher(title);
        Matcher named = NAMED_CLASS.matcher(title);
        if (numbers.find()) {
            classCode = hex(numbers.group(1));
            builder.ids(hex(numbers.group(2)), hex(numbers.group(3)));
        } else if (named.find()) {
            Matcher ids = NAMED_IDS.matcher(title);
            for (int from = named.end(); ids.find(from); from = ids.end()) {
                classCode = hex(named.group(1));
                builder.ids(hex(ids.group(1)), hex(ids.group(2)));
            }
        }
        if (classCode < 0) {
            return;
        }
        Matcher programming = INTERFACE.matcher(title);
        builder.classCode(classCode << 8 | (programming.find() ? hex(programming.group(1)) : 0));
        Matcher revision = REVISION.matcher(title);
        if (revision.find()) {
            builder.revision(hex(revision.group(1)));
        }
        Matcher ids = NAMED_IDS.matcher(subsystem);
        Matcher plain = PLAIN_IDS.matcher(subsystem);
        if (ids.find()) {
            builder.subsystem(hex(ids.group(1)), hex(ids.group(2)));
        } else if (plain.find()) {
            builder.subsystem(hex(plain.group(1)), hex(plain.group(2)));
        }
    }

    /** Sizes come with the words; a line without index is one of the registers in configuration space. */
    private List<Bar> readRegions(List<Bar> fromConfig) {
        List<Bar> bars = new ArrayList<>(fromConfig);
        for (String region : regions) {
            Matcher match = REGION.matcher(region);
            if (!match.matches() || match.group(3).length() > 16) {
                continue;
            }
            long start = Long.parseUnsignedLong(match.group(3), 16);
            OptionalLong size = size(match.group(5), match.group(6));
            boolean rom = match.group(2).equals("Expansion ROM");
            Bar.Kind kind = rom ? Bar.Kind.ROM : match.group(2).startsWith("I/O") ? Bar.Kind.IO
                    : match.group(4).contains("64-bit") ? Bar.Kind.MEMORY64 : Bar.Kind.MEMORY32;
            int index = rom ? Bar.ROM_INDEX : match.group(1) != null ? Integer.parseInt(match.group(1))
                    : fromConfig.stream().filter(bar -> bar.kind() == kind && bar.address() == start)
                            .mapToInt(Bar::index).findFirst().orElse(-1);
            if (index >= 0 && size.isPresent()) {
                bars.removeIf(bar -> bar.index() == index);
                bars.add(new Bar(index, kind, start, size, match.group(4).contains(" prefetchable")));
            }
        }
        bars.sort((one, other) -> Integer.compare(one.index(), other.index()));
        return bars;
    }

    private static OptionalLong size(String digits, String unit) {
        int shift = 10 * (unit.isEmpty() ? 0 : "KMGTP".indexOf(unit) + 1);
        return digits.length() > 4 && shift > 0 || digits.length() > 9 ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(digits) << shift);
    }

    private static OptionalInt number(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }
}
