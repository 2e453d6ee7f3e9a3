package io.lamplight.presence.body.xml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one document, without indentation: every octet counts in a UDP datagram. A namespace that is not bound yet is
 * declared on the element that needs it, by its usual prefix if it has one. The same calls give the same octets.
 */
public final class XmlWriter {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final StringBuilder out = new StringBuilder(1024).append(DECLARATION);
    private final Map<String, String> usualPrefixes;
    private final List<Scope> scopes = new ArrayList<>();
    private final Map<String, String> meanings = new HashMap<>();
    private final List<String> open = new ArrayList<>();
    private boolean inTag;

    /**
     * A prefix bound on the element at that depth and inside it.
     *
     * @param hidden what the prefix means again after that element, or null
     */
    private record Scope(int depth, String prefix, String namespace, String hidden) {}

    /** A new document, which uses these prefixes, by namespace, where they are free. */
    public XmlWriter(Map<String, String> usualPrefixes) {
        this.usualPrefixes = usualPrefixes;
    }

    /** Opens the root; its namespace becomes the default one. */
    public XmlWriter root(String namespace, String name) {
        bind(namespace, 1, "");
        out.append('<').append(name).append(" xmlns=\"");
        escape(namespace, true);
        out.append('"');
        open.add(name);
        inTag = true;
        return this;
    }

    /** Declares a namespace by its usual prefix on the element just opened, for all elements in it. */
    public XmlWriter declare(String namespace) {
        if (prefixOf(namespace, true) == null) {
            declare(bind(namespace, open.size(), freePrefix(namespace)).prefix(), namespace);
        }
        return this;
    }

    public XmlWriter start(String namespace, String name) {
        return start(namespace, name, List.of());
    }

    private XmlWriter start(String namespace, String name, List<XmlElement.Binding> bindings) {
        closeTag();
        int depth = open.size() + 1;
        for (XmlElement.Binding binding : bindings) {
            bind(binding.namespace(), depth, binding.prefix());
        }
        String prefix = prefixOf(namespace, true);
        Scope added = prefix == null ? bind(namespace, depth, namespace.isEmpty() ? "" : freePrefix(namespace)) : null;
        String used = added == null ? prefix : added.prefix();
        String tag = used.isEmpty() ? name : used + ':' + name;
        out.append('<').append(tag);
        for (XmlElement.Binding binding : bindings) {
            declare(binding.prefix(), binding.namespace());
        }
        if (added != null) {
            declare(added.prefix(), namespace);
        }
        open.add(tag);
        inTag = true;
        return this;
    }

    public XmlWriter attribute(String name, String value) {
        return attribute("", name, value);
    }

    public XmlWriter attribute(String namespace, String name, String value) {
        String prefix = "";
        if (!namespace.isEmpty()) {
            prefix = prefixOf(namespace, false);
            if (prefix == null) {
                prefix = bind(namespace, open.size(), freePrefix(namespace)).prefix();
                declare(prefix, namespace);
            }
        }
        out.append(' ');
        if (!prefix.isEmpty()) {
            out.append(prefix).append(':');
        }
        out.append(name).append("=\"");
        escape(value, true);
        out.append('"');
        return this;
    }

    public XmlWriter text(String value) {
        closeTag();
        escape(value, false);
        return this;
    }

    public XmlWriter end() {
        String tag = open.get(open.size() - 1);
        if (inTag) {
            out.append("/>");
            inTag = false;
        } else {
            out.append("</").append(tag).append('>');
        }
        while (!scopes.isEmpty() && scopes.get(scopes.size() - 1).depth() == open.size()) {
            Scope ended = scopes.remove(scopes.size() - 1);
            if (ended.hidden() == null) {
                meanings.remove(ended.prefix());
            } else {
                meanings.put(ended.prefix(), ended.hidden());
            }
        }
        open.remove(open.size() - 1);
        return this;
    }

    /** An element that holds only text. */
    public XmlWriter leaf(String namespace, String name, String text) {
        return start(namespace, name).text(text).end();
    }

    public XmlWriter element(XmlElement element) {
        start(element.namespace(), element.name(), element.bindings());
        attributes(element.attributes());
        for (XmlNode node : element.content()) {
            if (node instanceof XmlElement child) {
                element(child);
            } else if (node instanceof XmlText text) {
                text(text.value());
            }
        }
        return end();
    }

    public XmlWriter elements(List<XmlElement> elements) {
        elements.forEach(this::element);
        return this;
    }

    public XmlWriter attributes(List<XmlAttribute> attributes) {
        for (XmlAttribute attribute : attributes) {
            attribute(attribute.namespace(), attribute.name(), attribute.value());
        }
        return this;
    }

    /** Characters so far. */
    public int length() {
        return out.length();
    }

    public String toText() {
        return out.toString();
    }

    public byte[] toBytes() {
        return toText().getBytes(StandardCharsets.UTF_8);
    }

    private void closeTag() {
        if (inTag) {
            out.append('>');
            inTag = false;
        }
    }

    private void declare(String prefix, String namespace) {
        out.append(" xmlns");
        if (!prefix.isEmpty()) {
            out.append(':').append(prefix);
        }
        out.append("=\"");
        escape(namespace, true);
        out.append('"');
    }

    private Scope bind(String namespace, int depth, String prefix) {
        Scope scope = new Scope(depth, prefix, namespace, meanings.put(prefix, namespace));
        scopes.add(scope);
        return scope;
    }

    /** Null if no prefix means that namespace here. */
    private String prefixOf(String namespace, boolean defaultCounts) {
        if (namespace.equals(XmlAttribute.XML_NAMESPACE)) {
            return "xml";
        }
        for (int i = scopes.size() - 1; i >= 0; i--) {
            Scope scope = scopes.get(i);
            boolean counts = defaultCounts || !scope.prefix().isEmpty();
            if (counts && scope.namespace().equals(namespace) && namespace.equals(meanings.get(scope.prefix()))) {
                return scope.prefix();
            }
        }
        return null;
    }

    private String freePrefix(String namespace) {
        String usual = usualPrefixes.get(namespace);
        if (usual != null && !meanings.containsKey(usual)) {
            return usual;
        }
        // From a number that is free as a rule: counting up from 1 would let a hostile document buy much time.
        int number = scopes.size();
        while (meanings.containsKey("n" + number)) {
            number++;
        }
        return "n" + number;
    }

    private void escape(String value, boolean attribute) {
        int done = 0;
        for (int i = 0; i < value.length(); i++) {
            String reference = reference(value.charAt(i), attribute);
            if (reference != null) {
                out.append(value, done, i).append(reference);
                done = i + 1;
            }
        }
        out.append(value, done, value.length());
    }

    private static String reference(char c, boolean attribute) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\r' -> "&#13;";
            case '"' -> attribute ? "&quot;" : null;
            // A reader turns plain ones into blanks (XML 1.0 section 3.3.3).
            case '\t' -> attribute ? "&#9;" : null;
            case '\n' -> attribute ? "&#10;" : null;
            default -> null;
        };
    }
}
