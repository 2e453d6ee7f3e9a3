package io.lamplight.presence.body.xml;

/** What an element may hold; comments and processing instructions are not kept. */
public sealed interface XmlNode permits XmlElement, XmlText {}
