package org.underpass.hypervisor.xen.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Reads xl.cfg. */
public final class XlImporter implements Importer {
    private static final int LOOK = 256 << 10;
    private static final Pattern SETTING = Pattern.compile(
            "(?m)^[ \\t]*(name|builder|type|memory|vcpus|disk|vif|kernel|bootloader|pci|maxmem|uuid)[ \\t]*=");

    @Override
    public String id() {
        return "xl";
    }

    @Override
    public String title() {
        return "xl.cfg";
    }

    @Override
    public boolean recognises(String fileName, byte[] content) {
        String start = new String(content, 0, Math.min(content.length, LOOK), StandardCharsets.ISO_8859_1);
        String name = fileName.toLowerCase(Locale.ROOT);
        boolean other = start.stripLeading().startsWith("<") || start.contains(".encoding") || start.indexOf('\0') >= 0
                || start.startsWith("#!") || start.contains("qemu-system-") && start.contains(" -");
        return !other && (SETTING.matcher(start).find() || name.endsWith(".cfg") || name.endsWith(".xl")
                || name.endsWith(".hvm"));
    }

    @Override
    public Imported read(ImportRequest request) throws ImportException {
        return new XlReading(XlParser.parse(text(request.content())), request).read();
    }

    private static String text(byte[] content) throws ImportException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException wrong) {
            int line = 1;
            for (byte b : content) {
                if (b < 0) {
                    break;
                }
                line += b == '\n' ? 1 : 0;
            }
            throw new ImportException(line, "it is no UTF-8 text");
        }
    }
}
