package org.underpass.pci;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What lspci printed: with bytes ({@code -nnxxx}, {@code -nnvvxxxx}, {@code -x}), or without ({@code -nn},
 * {@code -nnk}, {@code -nnvvv}); domains or not; several outputs of one machine one after the other. Bytes go before
 * words. Lines that say nothing about functions are passed over.
 *
 * @param entries one per function, in order of appearance
 */
public record LspciText(List<Entry> entries) {

    /** Copies the list. */
    public LspciText {
        entries = List.copyOf(entries);
    }

    /**
     * A function, and what lspci knows of it from the kernel.
     *
     * @param function the function
     * @param driver "Kernel driver in use"
     * @param modules "Kernel modules", those that would fit
     * @param iommuGroup "IOMMU group"
     * @param numaNode "NUMA node"
     * @param physicalSlot "Physical Slot", a label
     * @param busNumbers of a bridge, from bytes or from the line "Bus:"
     * @param details whether the output was verbose: then a missing driver line says that no driver is bound
     */
    public record Entry(PciFunction function, Optional<String> driver, List<String> modules, OptionalInt iommuGroup,
            OptionalInt numaNode, Optional<String> physicalSlot, Optional<BusNumbers> busNumbers, boolean details) {

        /** Copies the list. */
        public Entry {
            modules = List.copyOf(modules);
        }
    }

    /** The functions alone. */
    public List<PciFunction> functions() {
        return entries.stream().map(Entry::function).toList();
    }

    /**
     * Which bridge each function sits behind, as far as bus numbers tell; for {@link Topology#of}, which sees bytes
     * only.
     */
    public Map<PciAddress, PciAddress> parents() {
        Map<PciAddress, PciAddress> parents = new LinkedHashMap<>();
        for (Entry bridge : entries) {
            PciAddress above = bridge.function().address();
            for (Entry entry : bridge.busNumbers().isPresent() ? entries : List.<Entry>of()) {
                PciAddress address = entry.function().address();
                int secondary = bridge.busNumbers().get().secondary();
                if (secondary != 0 && address.bus() == secondary && address.domain() == above.domain()
                        && above.bus() != secondary) {
                    parents.putIfAbsent(address, above);
                }
            }
        }
        return parents;
    }

    /**
     * Reads all; the reader is left open.
     *
     * @param source name of the text for messages
     * @throws PciTextException where a line is malformed, where there is no function at all, or where the ids of a
     *     function are not to be seen
     */
    public static LspciText read(Reader reader, String source) throws IOException {
        Map<PciAddress, LspciFunctionText> found = new LinkedHashMap<>();
        LspciFunctionText current = null;
        TextLines lines = new TextLines(reader, source);
        for (String line = lines.next(); line != null; line = lines.next()) {
            current = accept(found, current, line, source, lines.number());
        }
        if (found.isEmpty()) {
            throw new PciTextException(source, 1, "the output of lspci -nnxxx or the like: a line such as "
                    + "\"01:00.0 VGA compatible controller [0300]: ...\"; found no PCI address in " + lines.number()
                    + " lines");
        }
        List<Entry> entries = new ArrayList<>(found.size());
        for (LspciFunctionText text : found.values()) {
            entries.add(text.finish(source));
        }
        return new LspciText(entries);
    }

    private static LspciFunctionText accept(Map<PciAddress, LspciFunctionText> found, LspciFunctionText current,
            String text, String source, int line) throws PciTextException {
        if (text.isEmpty()) {
            return current;
        }
        char first = text.charAt(0);
        if (first == ' ' || first == '\t') {
            if (current != null) {
                current.detail(text.strip());
            }
            return current;
        }
        int colon = text.indexOf(':');
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        if (isHex(text, 0, colon) && colon >= 2 && colon <= 3 && colon == word.length() - 1) {
            if (current == null) {
                throw new PciTextException(source, line, "a line with a PCI address before the bytes of a function");
            }
            current.bytes(text, colon, source, line);
            return current;
        }
        Optional<PciAddress> address = PciAddress.tryParse(word);
        if (address.isPresent()) {
            LspciFunctionText function = found.computeIfAbsent(address.get(), key -> new LspciFunctionText(key, line));
            function.title(text.substring(word.length()));
            return function;
        }
        if (colon > 0 && isHex(text, 0, colon) && word.indexOf('.') > colon) {
            throw new PciTextException(source, line, "a PCI address such as 0000:01:00.0 instead of \"" + word + "\"");
        }
        return null;
    }

    private static boolean isHex(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c > 0x7f || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return to > from;
    }
}
