package io.lamplight.presence.body.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An element as it means, not as it was spelled: prefixes of names are gone, so equal elements of two publishers are
 * equal here.
 *
 * @param namespace empty for none
 * @param bindings prefixes that a value in this element refers to, as {@code xsi:type="p:Type"} does: with them a
 *     subtree keeps its meaning in another document
 */
public record XmlElement(
        String namespace, String name, List<XmlAttribute> attributes, List<Binding> bindings, List<XmlNode> content)
        implements XmlNode {
    public XmlElement {
        attributes = List.copyOf(attributes);
        bindings = List.copyOf(bindings);
        content = List.copyOf(content);
    }

    /** A namespace declaration. */
    public record Binding(String prefix, String namespace) {}

    public boolean is(String inNamespace, String called) {
        return name.equals(called) && namespace.equals(inNamespace);
    }

    /** Value of the attribute of that name without namespace. */
    public Optional<String> attribute(String called) {
        return attribute("", called);
    }

    public Optional<String> attribute(String inNamespace, String called) {
        for (XmlAttribute attribute : attributes) {
            if (attribute.name().equals(called) && attribute.namespace().equals(inNamespace)) {
                return Optional.of(attribute.value());
            }
        }
        return Optional.empty();
    }

    public List<XmlElement> children() {
        if (content.isEmpty()) {
            return List.of();
        }
        List<XmlElement> children = new ArrayList<>(content.size());
        for (XmlNode node : content) {
            if (node instanceof XmlElement child) {
                children.add(child);
            }
        }
        return children;
    }

    /** The element's own text, as it stands. */
    public String text() {
        if (content.size() == 1 && content.get(0) instanceof XmlText only) {
            return only.value();
        }
        StringBuilder text = new StringBuilder();
        for (XmlNode node : content) {
            if (node instanceof XmlText part) {
                text.append(part.value());
            }
        }
        return text.toString();
    }

    public XmlElement withAttributes(List<XmlAttribute> others) {
        return new XmlElement(namespace, name, others, bindings, content);
    }

    public XmlElement withContent(List<? extends XmlNode> other) {
        return new XmlElement(namespace, name, attributes, bindings, List.copyOf(other));
    }
}
