package org.underpass.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class XmlTest {
    @Test
    void aParserGivesBackWhatWasPutIn() throws Exception {
        String hostile = " a'b\"c<d>&e;&amp;\n\t\r ]]> <!-- --> <!ENTITY x SYSTEM 'file:/etc/passwd'>"
                + " über ☃ \ud83d\ude00 ";
        Xml xml = new Xml();
        xml.begin("a").with("b", hostile).end(hostile);
        Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(
                xml.toString().getBytes(StandardCharsets.UTF_8))).getDocumentElement();
        assertEquals(hostile, root.getAttribute("b"));
        assertEquals(hostile, root.getTextContent());
    }

    @Test
    void whatXmlCannotHoldIsRefused() {
        for (String text : new String[] {"\0", "\u0001", "\uffff", "\ud800"}) {
            assertThrows(IllegalArgumentException.class, () -> new Xml().text("a", text));
        }
        assertThrows(IllegalStateException.class, () -> new Xml().begin("a").toString());
    }
}
