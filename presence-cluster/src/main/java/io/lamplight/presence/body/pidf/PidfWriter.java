package io.lamplight.presence.body.pidf;

import static io.lamplight.presence.body.pidf.Pidf.DATA_MODEL;
import static io.lamplight.presence.body.pidf.Pidf.PIDF;

import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Device;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes PIDF, children in the order of the schemas in RFC 3863 section 4.4 and RFC 4479 section 5. */
public final class PidfWriter {
    private final XmlWriter xml = new XmlWriter(Pidf.USUAL_PREFIXES);

    private PidfWriter() {}

    public static byte[] write(PidfDocument document) {
        return new PidfWriter().document(document);
    }

    private byte[] document(PidfDocument document) {
        xml.root(PIDF, "presence");
        declareOnce(document);
        xml.attribute("entity", document.entity());
        document.tuples().forEach(this::tuple);
        notes(PIDF, document.notes());
        document.persons().forEach(this::person);
        document.devices().forEach(this::device);
        xml.elements(document.extensions());
        return xml.end().toBytes();
    }

    /** On the root: a person of ten RPID elements would declare the namespace ten times. */
    private void declareOnce(PidfDocument document) {
        Set<String> used = new HashSet<>();
        document.tuples().forEach(tuple -> addNamespaces(tuple.extensions(), used));
        document.persons().forEach(person -> addNamespaces(person.elements(), used));
        document.devices().forEach(device -> addNamespaces(device.elements(), used));
        if (!document.persons().isEmpty() || !document.devices().isEmpty()) {
            used.add(DATA_MODEL);
        }
        for (String namespace : Pidf.EXTENSIONS) {
            if (used.contains(namespace)) {
                xml.declare(namespace);
            }
        }
    }

    private static void addNamespaces(List<XmlElement> elements, Set<String> used) {
        for (XmlElement element : elements) {
            used.add(element.namespace());
        }
    }

    private void tuple(Tuple tuple) {
        xml.start(PIDF, "tuple").attribute("id", tuple.id());
        xml.start(PIDF, "status");
        tuple.basic().ifPresent(basic -> xml.leaf(PIDF, "basic", basic == Basic.OPEN ? "open" : "closed"));
        xml.elements(tuple.statusExtensions()).end();
        xml.elements(tuple.extensions());
        tuple.contact().ifPresent(contact -> {
            xml.start(PIDF, "contact");
            contact.priority().ifPresent(priority -> xml.attribute("priority", priority));
            xml.text(contact.uri()).end();
        });
        notes(PIDF, tuple.notes());
        timestamp(PIDF, tuple.timestamp());
        xml.end();
    }

    private void person(Person person) {
        xml.start(DATA_MODEL, "person").attribute("id", person.id());
        tail(person.elements(), person.notes(), person.timestamp());
    }

    private void device(Device device) {
        xml.start(DATA_MODEL, "device").attribute("id", device.id());
        device.deviceId().ifPresent(id -> xml.leaf(DATA_MODEL, "deviceID", id));
        tail(device.elements(), device.notes(), device.timestamp());
    }

    private void tail(List<XmlElement> elements, List<Note> notes, Optional<Timestamp> timestamp) {
        xml.elements(elements);
        notes(DATA_MODEL, notes);
        timestamp(DATA_MODEL, timestamp);
        xml.end();
    }

    private void notes(String namespace, List<Note> notes) {
        for (Note note : notes) {
            xml.start(namespace, "note");
            note.language().ifPresent(language -> xml.attribute(XmlAttribute.XML_NAMESPACE, "lang", language));
            xml.text(note.text()).end();
        }
    }

    private void timestamp(String namespace, Optional<Timestamp> timestamp) {
        timestamp.ifPresent(time -> xml.leaf(namespace, "timestamp", time.text()));
    }
}
