package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/** Reads base address registers, from configuration space or from the kernel's {@code resource} file. */
public final class Bars {

    private static final long IORESOURCE_IO = 0x100;
    private static final long IORESOURCE_MEM = 0x200;
    private static final long IORESOURCE_PREFETCH = 0x2000;
    private static final long IORESOURCE_MEM_64 = 0x0010_0000;

    /** The kernel's resource index of the first BAR of virtual functions (include/linux/pci.h, PCI_IOV_RESOURCES). */
    private static final int FIRST_VF = 7;

    private Bars() {
    }

    /**
     * Registers that hold anything, and the expansion ROM. Sizes stay unknown: finding them needs writes. A memory
     * register of 0 cannot be told from one that is not implemented and is left out.
     */
    public static List<Bar> fromConfig(ConfigSpace config) {
        List<Bar> bars = new ArrayList<>();
        if (!config.has(0x0e, 1)) {
            return bars;
        }
        int header = config.u8(0x0e) & 0x7f;
        int count = header == 0 ? 6 : header == 1 ? 2 : header == 2 ? 1 : 0;
        for (int index = 0; index < count; index++) {
            int at = 0x10 + 4 * index;
            if (!config.has(at, 4)) {
                continue;
            }
            long low = config.u32(at);
            if (low == 0 || low == 0xffffffffL) {
                continue;
            }
            if ((low & 1) != 0) {
                bars.add(new Bar(index, Bar.Kind.IO, low & ~3L, OptionalLong.empty(), false));
                continue;
            }
            boolean prefetchable = (low & 8) != 0;
            if ((low & 6) != 4) {
                bars.add(new Bar(index, Bar.Kind.MEMORY32, low & ~0xfL, OptionalLong.empty(), prefetchable));
            } else if (index + 1 < count && config.has(at + 4, 4)) {
                bars.add(new Bar(index, Bar.Kind.MEMORY64, low & ~0xfL | config.u32(at + 4) << 32,
                        OptionalLong.empty(), prefetchable));
                index++;
            }
        }
        int romAt = header == 0 ? 0x30 : header == 1 ? 0x38 : -1;
        if (romAt > 0 && config.has(romAt, 4)) {
            long rom = config.u32(romAt);
            if (rom != 0 && rom != 0xffffffffL) {
                bars.add(new Bar(Bar.ROM_INDEX, Bar.Kind.ROM, rom & ~0x7ffL, OptionalLong.empty(), false));
            }
        }
        return bars;
    }

    /** As {@link #fromConfig(ConfigSpace)}, with the present sizes that Resizable BAR tells. */
    public static List<Bar> fromConfig(ConfigSpace config, List<Capability> capabilities) {
        List<Bar> bars = fromConfig(config);
        for (Capability capability : capabilities) {
            if (capability instanceof ResizableBar resizable && !resizable.virtualFunctions()) {
                bars.replaceAll(bar -> resizable.entry(bar.index())
                        .map(entry -> new Bar(bar.index(), bar.kind(), bar.address(),
                                OptionalLong.of(entry.currentSize()), bar.prefetchable()))
                        .orElse(bar));
            }
        }
        return bars;
    }

    /**
     * The text of sysfs's {@code resource} file: a line per resource, start, end and flags in hexadecimal
     * (include/linux/ioport.h). Lines that are not so, and empty resources, are left out.
     */
    public static List<Bar> fromSysfs(String resourceText) {
        List<Bar> bars = new ArrayList<>();
        String[] lines = resourceText.split("\n", -1);
        for (int index = 0; index < lines.length && index <= Bar.ROM_INDEX; index++) {
            // No regular expression: this runs for each function of a host whenever a command starts.
            StringTokenizer words = new StringTokenizer(lines[index]);
            if (words.countTokens() != 3) {
                continue;
            }
            long start;
            long end;
            long flags;
            try {
                start = hex(words.nextToken());
                end = hex(words.nextToken());
                flags = hex(words.nextToken());
            } catch (NumberFormatException e) {
                continue;
            }
            if (flags == 0 || Long.compareUnsigned(end, start) < 0) {
                continue;
            }
            Bar.Kind kind = index == Bar.ROM_INDEX ? Bar.Kind.ROM
                    : (flags & IORESOURCE_IO) != 0 ? Bar.Kind.IO
                    : (flags & IORESOURCE_MEM_64) != 0 ? Bar.Kind.MEMORY64 : Bar.Kind.MEMORY32;
            if ((flags & (IORESOURCE_IO | IORESOURCE_MEM)) != 0) {
                bars.add(new Bar(index, kind, start, OptionalLong.of(end - start + 1),
                        kind != Bar.Kind.ROM && (flags & IORESOURCE_PREFETCH) != 0));
            }
        }
        return bars;
    }

    /**
     * BARs of virtual functions, from their physical function's {@code resource} file: lines 7 to 12 hold what the
     * kernel keeps for all of them, of which each has an equal part (drivers/pci/iov.c, sriov_init). Nothing for a
     * bridge, whose windows may stand in these lines.
     *
     * @param total TotalVFs
     */
    public static List<Bar> ofVirtualFunctions(String resourceText, int total) {
        String[] lines = resourceText.split("\n", -1);
        if (total < 1 || lines.length <= FIRST_VF) {
            return List.of();
        }
        List<Bar> bars = new ArrayList<>();
        String own = String.join("\n", List.of(lines).subList(FIRST_VF, Math.min(lines.length, FIRST_VF + 6)));
        for (Bar bar : fromSysfs(own)) {
            bars.add(new Bar(bar.index(), bar.kind(), bar.address(), bar.size().isPresent()
                    ? OptionalLong.of(Long.divideUnsigned(bar.size().getAsLong(), total)) : bar.size(),
                    bar.prefetchable()));
        }
        return bars;
    }

    private static long hex(String word) {
        if (!word.startsWith("0x")) {
            throw new NumberFormatException(word);
        }
        return Long.parseUnsignedLong(word, 2, word.length(), 16);
    }
}
