package org.underpass.hypervisor.libvirt.imports;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.hypervisor.machine.imports.XmlReader;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Reads libvirt's domain XML, as {@code virsh dumpxml} writes it. */
public final class DomainImporter implements Importer {
    private static final int LOOK = 64 << 10;

    @Override
    public String id() {
        return "libvirt";
    }

    @Override
    public String title() {
        return "libvirt domain XML";
    }

    @Override
    public boolean recognises(String fileName, byte[] content) {
        String start = new String(content, 0, Math.min(content.length, LOOK), StandardCharsets.ISO_8859_1)
                .replace("\0", "");
        boolean xml = start.stripLeading().startsWith("<") || start.contains("<?xml");
        return xml && !start.contains("virtualbox.org/") && !start.contains("<VirtualBox")
                && (start.contains("<domain") || fileName.toLowerCase(Locale.ROOT).endsWith(".xml"));
    }

    @Override
    public Imported read(ImportRequest request) throws ImportException {
        XmlElement domain = XmlReader.read(request.content());
        if (!domain.name().equals("domain")) {
            throw new ImportException(domain.line(), "its first element is <" + domain.name()
                    + ">; expected <domain>");
        }
        MachineDraft draft = new MachineDraft(request, title());
        DomainBasics basics = new DomainBasics(domain, draft);
        basics.read();
        new DomainHardware(domain, draft, basics.express()).read();
        domain.ignore("metadata", "resource", "id", "seclabel");
        domain.unread((line, what) -> draft.lost(line, what, Losses.why(what)));
        return draft.finish();
    }
}
