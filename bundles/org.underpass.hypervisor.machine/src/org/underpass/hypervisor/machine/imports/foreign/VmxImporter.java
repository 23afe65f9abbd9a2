package org.underpass.hypervisor.machine.imports.foreign;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Reads VMware's .vmx: lines of {@code key = "value"}, in which {@code |22} stands for a quote. */
public final class VmxImporter implements Importer {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_LINES = 20_000;

    /** One line. */
    record Entry(String key, String value, int line) {
    }

    @Override
    public String id() {
        return "vmx";
    }

    @Override
    public String title() {
        return "VMware .vmx";
    }

    @Override
    public boolean recognises(String fileName, byte[] content) {
        String start = new String(content, 0, Math.min(content.length, 64 << 10), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        return fileName.toLowerCase(Locale.ROOT).endsWith(".vmx")
                || start.contains("config.version = \"") || start.contains("virtualhw.version = \"");
    }

    @Override
    public Imported read(ImportRequest request) throws ImportException {
        return new VmxReading(entries(request.content()), request).read();
    }

    /** Keys in lower case, since VMware does not tell them apart. */
    private static Map<String, Entry> entries(byte[] content) throws ImportException {
        if (content.length > MAX_BYTES) {
            throw new ImportException(0, "it has more than 1 MiB; expected the configuration of one machine");
        }
        String text = new String(content, StandardCharsets.UTF_8);
        Map<String, Entry> all = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (number == 1 && line.startsWith("\ufeff")) {
                line = line.substring(1);
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            if (!key.matches("[A-Za-z0-9_.:-]{1,200}")) {
                throw new ImportException(number, "expected a line such as memsize = \"4096\"");
            }
            String value = line.substring(equals + 1).strip();
            if (value.startsWith("\"")) {
                int end = value.indexOf('"', 1);
                if (end < 0) {
                    throw new ImportException(number, "the quote of " + key + " has no end");
                }
                value = value.substring(1, end);
            }
            if (all.size() >= MAX_LINES) {
                throw new ImportException(number, "it has more than " + MAX_LINES + " settings");
            }
            all.put(key.toLowerCase(Locale.ROOT), new Entry(key, unescaped(value), number));
        }
        if (all.isEmpty()) {
            throw new ImportException(1, "it has no settings; expected lines such as memsize = \"4096\"");
        }
        return all;
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            boolean code = value.charAt(i) == '|' && i + 2 < value.length()
                    && Character.digit(value.charAt(i + 1), 16) >= 0 && Character.digit(value.charAt(i + 2), 16) >= 0;
            text.append(code ? (char) Integer.parseInt(value, i + 1, i + 3, 16) : value.charAt(i));
            i += code ? 2 : 0;
        }
        return text.toString();
    }
}
