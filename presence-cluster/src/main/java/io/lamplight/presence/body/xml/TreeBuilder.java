package io.lamplight.presence.body.xml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLStreamReader;

/** Makes the tree while {@link SafeXml} reads, and stops at the first cap that is passed. */
final class TreeBuilder {
    private final XMLStreamReader reader;
    private final SafeXml.Limits limits;
    private final Deque<Open> open = new ArrayDeque<>();
    private int elements;
    private XmlElement root;

    TreeBuilder(XMLStreamReader reader, SafeXml.Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** An element whose end has not come yet. */
    private static final class Open {
        private final String namespace;
        private final String name;
        private final List<XmlAttribute> attributes;
        private final List<XmlNode> content = new ArrayList<>(4);
        private List<XmlElement.Binding> bindings = List.of();
        private boolean hasElements;
        private boolean hasWords;

        private Open(String namespace, String name, List<XmlAttribute> attributes) {
            this.namespace = namespace;
            this.name = name;
            this.attributes = attributes;
        }
    }

    void start() throws XmlFault {
        if (++elements > limits.elements()) {
            throw XmlFault.tooLarge("more than " + limits.elements() + " elements");
        }
        if (open.size() == limits.depth()) {
            throw XmlFault.tooLarge("more than " + limits.depth() + " levels");
        }
        int count = reader.getAttributeCount();
        if (count + reader.getNamespaceCount() > limits.attributes()) {
            throw XmlFault.tooLarge("more than " + limits.attributes() + " attributes on one element");
        }
        List<XmlAttribute> attributes = count == 0 ? List.of() : new ArrayList<>(count);
        Open element = new Open(orEmpty(reader.getNamespaceURI()), reader.getLocalName(), attributes);
        for (int i = 0; i < count; i++) {
            String value = reader.getAttributeValue(i);
            attributes.add(
                    new XmlAttribute(orEmpty(reader.getAttributeNamespace(i)), reader.getAttributeLocalName(i), value));
            keepBinding(element, value);
        }
        open.push(element);
    }

    void text() {
        Open element = open.peek();
        String text = reader.getText();
        if (element == null || text.isEmpty()) {
            return;
        }
        element.content.add(new XmlText(text));
        if (!text.isBlank()) {
            element.hasWords = true;
            keepBinding(element, text);
        }
    }

    void end() {
        Open element = open.pop();
        if (element.hasElements && !element.hasWords) {
            element.content.removeIf(XmlText.class::isInstance); // indentation
        }
        XmlElement done =
                new XmlElement(element.namespace, element.name, element.attributes, element.bindings, element.content);
        if (open.isEmpty()) {
            root = done;
        } else {
            open.peek().content.add(done);
            open.peek().hasElements = true;
        }
    }

    XmlElement root() {
        return root;
    }

    private void keepBinding(Open element, String value) {
        int colon = value.indexOf(':');
        if (colon < 1) {
            return;
        }
        String prefix = value.substring(0, colon).strip();
        String bound = prefix.isEmpty() || prefix.startsWith("xml")
                ? null
                : reader.getNamespaceContext().getNamespaceURI(prefix);
        if (bound == null || bound.isEmpty()) {
            return;
        }
        XmlElement.Binding binding = new XmlElement.Binding(prefix, bound);
        if (!element.bindings.contains(binding)) {
            List<XmlElement.Binding> more = new ArrayList<>(element.bindings);
            more.add(binding);
            element.bindings = more;
        }
    }

    private static String orEmpty(String namespace) {
        return namespace == null ? "" : namespace;
    }
}
