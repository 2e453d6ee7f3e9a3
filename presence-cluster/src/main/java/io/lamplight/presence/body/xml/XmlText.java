package io.lamplight.presence.body.xml;

/** Character data, unescaped. */
public record XmlText(String value) implements XmlNode {}
