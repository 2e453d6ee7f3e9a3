package io.lamplight.presence.body.xml;

/**
 * An attribute.
 *
 * @param namespace empty for an attribute without prefix
 */
public record XmlAttribute(String namespace, String name, String value) {
    public static final String XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

    public XmlAttribute(String name, String value) {
        this("", name, value);
    }
}
