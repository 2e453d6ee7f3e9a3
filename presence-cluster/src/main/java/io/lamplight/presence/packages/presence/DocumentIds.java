package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.Pidf;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps ids of type xs:ID apart in the composed document (DOC-01). Where two publishers chose the same, the later one in
 * the order of publications is renamed, to the same each time.
 */
final class DocumentIds {
    private final Set<String> taken = new HashSet<>();

    String unique(String id, Source source) {
        String candidate = id;
        for (int round = 0; !taken.add(candidate); round++) {
            // Publication ids are internal: a digest of one tells watchers nothing.
            candidate = id + '-' + Integer.toHexString(31 * source.id().hashCode() + round);
        }
        return candidate;
    }

    /** Elements of RPID may have an id as well (RFC 4480 section 5). */
    List<XmlElement> unique(List<XmlElement> elements, Source source) {
        boolean none = elements.stream().noneMatch(DocumentIds::hasId);
        return none
                ? elements
                : elements.stream().map(element -> unique(element, source)).toList();
    }

    private XmlElement unique(XmlElement element, Source source) {
        if (!hasId(element)) {
            return element;
        }
        List<XmlAttribute> attributes = new ArrayList<>(element.attributes().size());
        for (XmlAttribute attribute : element.attributes()) {
            boolean isId = attribute.namespace().isEmpty() && attribute.name().equals("id");
            attributes.add(isId ? new XmlAttribute("id", unique(attribute.value(), source)) : attribute);
        }
        return element.withAttributes(attributes);
    }

    private static boolean hasId(XmlElement element) {
        return element.namespace().equals(Pidf.RPID) && element.attribute("id").isPresent();
    }
}
