package io.lamplight.presence.body.xml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The one way in for XML from the network. UTF-8 and XML 1.0 only, no DTD and so no entities but the five predefined
 * ones, and caps that hold while reading, so a hostile document costs no more than the cap allows. Safe from any thread.
 */
public final class SafeXml {
    private static final XMLInputFactory FACTORY = factory();

    private SafeXml() {}

    /** Caps on one document; the defaults leave room for any document that a user agent has reason to send. */
    public record Limits(int octets, int depth, int elements, int attributes) {
        public static final Limits DEFAULT = new Limits(64 * 1024, 32, 2000, 64);
    }

    public static XmlElement parse(byte[] octets) throws XmlFault {
        return parse(octets, Limits.DEFAULT);
    }

    public static XmlElement parse(byte[] octets, Limits limits) throws XmlFault {
        if (octets.length > limits.octets()) {
            throw XmlFault.tooLarge("more than " + limits.octets() + " octets");
        }
        String text = decode(octets);
        XMLStreamReader reader = null;
        try {
            reader = FACTORY.createXMLStreamReader(new StringReader(text));
            checkDeclaration(reader);
            return read(reader, new TreeBuilder(reader, limits));
        } catch (XMLStreamException e) {
            throw malformed(reader);
        } catch (RuntimeException e) {
            // The JDK's scanner reports some broken documents by unchecked exceptions.
            throw malformed(reader);
        }
    }

    private static XmlElement read(XMLStreamReader reader, TreeBuilder tree) throws XMLStreamException, XmlFault {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> tree.start();
                case XMLStreamConstants.END_ELEMENT -> tree.end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> tree.text();
                case XMLStreamConstants.DTD -> throw XmlFault.malformed("document type declarations are not accepted");
                case XMLStreamConstants.ENTITY_REFERENCE -> throw XmlFault.malformed("unknown entity");
                default -> {
                    // Comments and processing instructions carry nothing for us.
                }
            }
        }
        return tree.root();
    }

    private static void checkDeclaration(XMLStreamReader reader) throws XmlFault {
        String declared = reader.getCharacterEncodingScheme();
        if (declared != null) {
            String encoding = declared.toUpperCase(Locale.ROOT);
            if (!encoding.equals("UTF-8") && !encoding.equals("US-ASCII")) {
                throw XmlFault.malformed("declares an encoding other than UTF-8");
            }
        }
        // XML 1.1 allows characters that our 1.0 output cannot carry.
        if (reader.getVersion() != null && !reader.getVersion().equals("1.0")) {
            throw XmlFault.malformed("declares an XML version other than 1.0");
        }
    }

    private static String decode(byte[] octets) throws XmlFault {
        boolean marked =
                octets.length >= 3 && octets[0] == (byte) 0xEF && octets[1] == (byte) 0xBB && octets[2] == (byte) 0xBF;
        int start = marked ? 3 : 0;
        for (int i = start; i < octets.length; i++) {
            if (octets[i] < 0) {
                return decodeStrictly(ByteBuffer.wrap(octets, start, octets.length - start));
            }
        }
        return new String(octets, start, octets.length - start, StandardCharsets.US_ASCII);
    }

    private static String decodeStrictly(ByteBuffer octets) throws XmlFault {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            throw XmlFault.malformed("not UTF-8");
        }
    }

    private static XmlFault malformed(XMLStreamReader reader) {
        if (reader == null) {
            return XmlFault.malformed("not well-formed XML");
        }
        var at = reader.getLocation();
        return XmlFault.malformed("not well-formed XML at " + at.getLineNumber() + ":" + at.getColumnNumber());
    }

    /** The JDK's own, whatever else is on the class path; set up once and never changed, which makes it shareable. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entities are not accepted");
        });
        return factory;
    }
}
