package org.underpass.iommu.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Registers as text, by offset or by name. Lines may be mixed; what is none of these forms is passed over:
 * <ul>
 * <li>memory as monitors print it: an address, a colon, values of one width ({@code fed90000: 0x10 0x00 …}); the
 * page of the lowest address counts as the first register;
 * <li>the kernel's {@code iommu_regset} (name, offset, content) and AMD {@code mmio} ({@code Offset:0x18 Value:0x…});
 * <li>{@code NAME=VALUE}, {@code NAME: VALUE} or {@code NAME VALUE}, also as members of JSON;
 * <li>{@code OFFSET=VALUE} or {@code OFFSET: VALUE}, one on a line, offsets below 0x1000.
 * </ul>
 */
public final class RegisterDump {
    /** More lines than any unit has registers. */
    private static final int MOST_LINES = 100_000;
    private static final String CELL = "(?:0x)?(?:[0-9a-fA-F]{16}|[0-9a-fA-F]{8}|[0-9a-fA-F]{4}|[0-9a-fA-F]{2})";
    private static final Pattern MEMORY = Pattern.compile("\\s*(?:0x)?([0-9a-fA-F]{1,16}):((?:\\s+" + CELL
            + "(?![0-9a-zA-Z]))+)\\s*");
    private static final Pattern VALUE = Pattern.compile("(?:0x)?([0-9a-fA-F]{2,16})");
    private static final Pattern OFFSET = Pattern.compile(
            "\\s*(?:0x)?([0-9a-fA-F]{1,3})\\s*[:=]\\s*0x([0-9a-fA-F]{1,16})\\s*");
    private static final Pattern REGSET = Pattern.compile(
            "\\s*([A-Za-z][A-Za-z0-9_]*)\\s+0x([0-9a-fA-F]{1,8})\\s+0x([0-9a-fA-F]{1,16})\\s*");
    private static final Pattern MMIO = Pattern.compile(
            "\\s*Offset:\\s*0x([0-9a-fA-F]{1,8})\\s+Value:\\s*0x([0-9a-fA-F]{1,16})\\s*");
    private static final Pattern NAMED = Pattern.compile(
            "[\\s{]*\"?([A-Za-z0-9_]+)\"?\\s*[=: ]\\s*\"?0x([0-9a-fA-F]{1,16})\"?[\\s,}]*");

    private final Map<Long, Integer> bytes = new TreeMap<>();
    private final Map<String, Long> names = new TreeMap<>();

    /** A value of some bytes at an address. */
    private record Cell(long address, int width, long value) {
    }

    private RegisterDump() {
    }

    /**
     * Reads text to its end.
     *
     * @throws MemoryFormatException where no line holds a register
     * @throws IOException when the reader fails
     */
    public static RegisterDump read(Reader text, String name) throws IOException {
        RegisterDump dump = new RegisterDump();
        List<Cell> cells = new ArrayList<>();
        BufferedReader lines = new BufferedReader(text);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (++number > MOST_LINES) {
                throw new MemoryFormatException(name + ":" + number + ": expected registers, and these are more lines"
                        + " than any unit has");
            }
            dump.line(line.length() > 4096 ? line.substring(0, 4096) : line, cells);
        }
        long base = cells.stream().mapToLong(Cell::address).min().orElse(0) & ~0xfffL;
        cells.forEach(cell -> dump.put(cell.address - base, cell.width, cell.value));
        if (dump.bytes.isEmpty() && dump.names.isEmpty()) {
            throw new MemoryFormatException(name + ":1: expected registers: lines such as 'CAP = 0xd2008c222f0686' or"
                    + " 'fed90008: 0x86 0x06', or the kernel's iommu_regset");
        }
        return dump;
    }

    private void line(String line, List<Cell> cells) {
        Matcher offset = OFFSET.matcher(line);
        if (offset.matches()) {
            put(Long.parseLong(offset.group(1), 16), 8, Long.parseUnsignedLong(offset.group(2), 16));
            return;
        }
        Matcher memory = MEMORY.matcher(line);
        if (memory.matches()) {
            long address = Long.parseUnsignedLong(memory.group(1), 16);
            Matcher value = VALUE.matcher(memory.group(2));
            while (value.find()) {
                int width = value.group(1).length() / 2;
                cells.add(new Cell(address, width, Long.parseUnsignedLong(value.group(1), 16)));
                address += width;
            }
            return;
        }
        Matcher regset = REGSET.matcher(line);
        if (regset.matches()) {
            long value = Long.parseUnsignedLong(regset.group(3), 16);
            names.put(key(regset.group(1)), value);
            put(Long.parseLong(regset.group(2), 16), 8, value);
            return;
        }
        Matcher mmio = MMIO.matcher(line);
        if (mmio.matches()) {
            put(Long.parseLong(mmio.group(1), 16), 8, Long.parseUnsignedLong(mmio.group(2), 16));
            return;
        }
        Matcher named = NAMED.matcher(line);
        if (named.matches()) {
            names.put(key(named.group(1)), Long.parseUnsignedLong(named.group(2), 16));
        }
    }

    /** Later lines win: a kernel prints narrow registers, in their order, as if each had 64 bits. */
    private void put(long offset, int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes.put(offset + i, (int) (value >>> i * 8 & 0xff));
        }
    }

    private static String key(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.endsWith("_REG") ? upper.substring(0, upper.length() - 4) : upper;
    }

    /** A register by one of its names, in any case, with or without {@code _REG}; empty where the text has none. */
    public OptionalLong named(String... any) {
        for (String name : any) {
            Long value = names.get(key(name));
            if (value != null) {
                return OptionalLong.of(value);
            }
        }
        return OptionalLong.empty();
    }

    /** The bytes at an offset, little-endian; empty where the text does not show all of them. */
    public OptionalLong at(long offset, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            Integer one = bytes.get(offset + i);
            if (one == null) {
                return OptionalLong.empty();
            }
            value |= (long) one << i * 8;
        }
        return OptionalLong.of(value);
    }
}
