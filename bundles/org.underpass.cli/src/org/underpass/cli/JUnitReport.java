package org.underpass.cli;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;

/**
 * A report that continuous integration reads as test results: a suite for each host, a case for each profile. A profile
 * that fails is a failure, one that could not be examined an error.
 */
final class JUnitReport {
    private JUnitReport() {
    }

    static String of(List<Examined> all, String verb) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "underpass " + verb);
            counts(xml, all);
            for (var suite : Examined.byHost(all).entrySet()) {
                xml.writeCharacters("\n  ");
                xml.writeStartElement("testsuite");
                xml.writeAttribute("name", safe(suite.getKey()));
                counts(xml, suite.getValue());
                for (Examined one : suite.getValue()) {
                    xml.writeCharacters("\n    ");
                    testCase(xml, one);
                }
                xml.writeCharacters("\n  ");
                xml.writeEndElement();
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.append('\n').toString();
    }

    private static void counts(XMLStreamWriter xml, List<Examined> all) throws XMLStreamException {
        xml.writeAttribute("tests", Integer.toString(all.size()));
        xml.writeAttribute("failures", Long.toString(all.stream().filter(JUnitReport::failed).count()));
        xml.writeAttribute("errors", Long.toString(all.stream().filter(e -> e.problem().isPresent()).count()));
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("time", "0");
    }

    private static boolean failed(Examined one) {
        return one.problem().isEmpty() && one.status() != Status.YES;
    }

    private static void testCase(XMLStreamWriter xml, Examined one) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", safe(one.host()));
        xml.writeAttribute("name", safe(one.profile()));
        xml.writeAttribute("time", "0");
        if (one.problem().isPresent()) {
            element(xml, "error", one.problem().get(), one.problem().get());
        } else if (failed(one)) {
            List<Finding> errors = one.findings().stream().filter(f -> f.severity() == Severity.ERROR).toList();
            element(xml, "failure", errors.isEmpty() ? one.verdict()
                    : errors.get(0).rule() + ": " + errors.get(0).message(), text(errors));
        }
        List<Finding> others = one.findings().stream().filter(f -> f.severity() != Severity.ERROR).toList();
        if (!others.isEmpty()) {
            xml.writeCharacters("\n      ");
            xml.writeStartElement("system-out");
            xml.writeCharacters(safe(text(others)));
            xml.writeEndElement();
        }
        xml.writeCharacters("\n    ");
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String message, String text)
            throws XMLStreamException {
        xml.writeCharacters("\n      ");
        xml.writeStartElement(name);
        xml.writeAttribute("message", safe(message));
        xml.writeCharacters(safe(text));
        xml.writeEndElement();
    }

    private static String text(List<Finding> findings) {
        Text text = new Text(false);
        findings.forEach(f -> Findings.text(f, text));
        return text.toString();
    }

    /** XML 1.0 has no way to write most control characters, nor halves of a pair. */
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(
                c == '\n' || c == '\t' || c >= 0x20 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff
                        ? c : 0xfffd));
        return safe.toString();
    }
}
