package org.underpass.hypervisor.machine.imports;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.underpass.spi.hypervisor.ImportException;

/**
 * Reads XML from strangers: no document type declaration, so no entities of the file's own and nothing that is fetched;
 * bounded in size, depth and number.
 */
public final class XmlReader {
    /** The longest document, in bytes. */
    public static final int MAX_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 100_000;

    private XmlReader() {
    }

    /**
     * The root element.
     *
     * @throws ImportException with the line of the first error
     */
    public static XmlElement read(byte[] content) throws ImportException {
        if (content.length > MAX_BYTES) {
            throw new ImportException(0, "it has " + content.length + " bytes; expected at most 4 MiB");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of the file is read");
        });
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text(content)));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException wrong) {
            throw new ImportException(wrong.getLocation() == null ? 0 : Math.max(0, wrong.getLocation().getLineNumber()),
                    "it is no well-formed XML: " + cause(wrong.getMessage()));
        } catch (RuntimeException wrong) { // the JDK's reader throws these for some malformed encodings
            throw new ImportException(0, "it is no well-formed XML: " + cause(String.valueOf(wrong.getMessage())));
        }
    }

    /** UTF-8, or UTF-16 with its mark; checked here because the JDK's reader writes to standard error otherwise. */
    private static String text(byte[] content) throws ImportException {
        boolean wide = content.length > 1 && (content[0] == (byte) 0xfe && content[1] == (byte) 0xff
                || content[0] == (byte) 0xff && content[1] == (byte) 0xfe);
        Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException wrong) {
            throw new ImportException(0, "it is no text in UTF-8");
        }
    }

    /** The reader puts the place before its message, on a line of its own. */
    private static String cause(String message) {
        int at = message == null ? -1 : message.indexOf("Message: ");
        String words = message == null ? "unreadable" : at < 0 ? message : message.substring(at + "Message: ".length());
        return DraftNode.comment(words).substring(1).strip();
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException, ImportException {
        Deque<XmlElement> open = new ArrayDeque<>();
        XmlElement root = null;
        int count = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            int line = Math.max(1, reader.getLocation().getLineNumber());
            switch (event) {
                case XMLStreamConstants.DTD -> throw new ImportException(line,
                        "it has a document type declaration (<!DOCTYPE>); expected none, since entities are not read");
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new ImportException(line,
                        "it refers to the entity " + reader.getLocalName() + "; entities are not read");
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlElement element = element(reader);
                    if (++count > MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
                        throw new ImportException(element.line(), count > MAX_ELEMENTS
                                ? "it has more than " + MAX_ELEMENTS + " elements"
                                : "its elements are nested more than " + MAX_DEPTH + " deep");
                    }
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.peek().add(element);
                    }
                    open.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.peek().add(reader.getText());
                    }
                }
                default -> { }
            }
        }
        if (root == null) {
            throw new ImportException(1, "it has no element");
        }
        return root;
    }

    private static XmlElement element(XMLStreamReader reader) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return new XmlElement(reader.getLocalName(), Math.max(1, reader.getLocation().getLineNumber()), attributes);
    }
}
