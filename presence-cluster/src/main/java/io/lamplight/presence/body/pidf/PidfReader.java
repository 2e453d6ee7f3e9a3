package io.lamplight.presence.body.pidf;

import static io.lamplight.presence.body.pidf.Pidf.DATA_MODEL;
import static io.lamplight.presence.body.pidf.Pidf.PIDF;

import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Contact;
import io.lamplight.presence.body.pidf.PidfDocument.Device;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.xml.SafeXml;
import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads PIDF. It is strict about what the schema of RFC 3863 section 4.4 demands, and indifferent to the order of children,
 * which phones get wrong.
 */
public final class PidfReader {
    private static final Pattern PRIORITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private final Set<String> ids = new HashSet<>();

    private PidfReader() {}

    public static PidfDocument read(byte[] octets) throws XmlFault {
        return new PidfReader().document(SafeXml.parse(octets));
    }

    private PidfDocument document(XmlElement root) throws XmlFault {
        if (!root.is(PIDF, "presence")) {
            throw XmlFault.malformed("the root is not a PIDF presence element");
        }
        String entity = root.attribute("entity").orElseThrow(() -> XmlFault.malformed("presence without entity"));
        List<Tuple> tuples = new ArrayList<>();
        List<Person> persons = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        List<XmlElement> extensions = new ArrayList<>();
        for (XmlElement child : root.children()) {
            if (child.is(PIDF, "tuple")) {
                tuples.add(tuple(child));
            } else if (child.is(DATA_MODEL, "person")) {
                persons.add(person(child));
            } else if (child.is(DATA_MODEL, "device")) {
                devices.add(device(child));
            } else if (child.is(PIDF, "note")) {
                notes.add(note(child));
            } else {
                extensions.add(child);
            }
        }
        return new PidfDocument(entity, tuples, persons, devices, notes, extensions);
    }

    private Tuple tuple(XmlElement element) throws XmlFault {
        String id = id(element);
        XmlElement status = null;
        Optional<Contact> contact = Optional.empty();
        Optional<Timestamp> timestamp = Optional.empty();
        List<Note> notes = new ArrayList<>(1);
        List<XmlElement> extensions = new ArrayList<>(1);
        for (XmlElement child : element.children()) {
            if (child.is(PIDF, "status")) {
                once(status == null, child);
                status = child;
            } else if (child.is(PIDF, "contact")) {
                once(contact.isEmpty(), child);
                contact = Optional.of(contact(child));
            } else if (child.is(PIDF, "timestamp")) {
                once(timestamp.isEmpty(), child);
                timestamp = Optional.of(timestamp(child));
            } else if (child.is(PIDF, "note")) {
                notes.add(note(child));
            } else {
                extensions.add(child);
            }
        }
        if (status == null) {
            throw XmlFault.malformed("tuple without status");
        }
        Optional<Basic> basic = Optional.empty();
        List<XmlElement> statusExtensions = new ArrayList<>(0);
        for (XmlElement child : status.children()) {
            if (child.is(PIDF, "basic")) {
                once(basic.isEmpty(), child);
                basic = Optional.of(basic(child));
            } else {
                statusExtensions.add(child);
            }
        }
        return new Tuple(id, basic, statusExtensions, extensions, contact, notes, timestamp);
    }

    private Person person(XmlElement element) throws XmlFault {
        String id = id(element);
        Optional<Timestamp> timestamp = Optional.empty();
        List<Note> notes = new ArrayList<>(1);
        List<XmlElement> elements = new ArrayList<>();
        for (XmlElement child : element.children()) {
            if (child.is(DATA_MODEL, "note")) {
                notes.add(note(child));
            } else if (child.is(DATA_MODEL, "timestamp")) {
                once(timestamp.isEmpty(), child);
                timestamp = Optional.of(timestamp(child));
            } else {
                elements.add(child);
            }
        }
        return new Person(id, elements, notes, timestamp);
    }

    private Device device(XmlElement element) throws XmlFault {
        Person common = person(element);
        Optional<String> deviceId = Optional.empty();
        List<XmlElement> elements = new ArrayList<>();
        for (XmlElement child : common.elements()) {
            if (child.is(DATA_MODEL, "deviceID")) {
                once(deviceId.isEmpty(), child);
                deviceId = Optional.of(child.text().strip());
            } else {
                elements.add(child);
            }
        }
        return new Device(common.id(), deviceId, elements, common.notes(), common.timestamp());
    }

    /** Ids are of type xs:ID: one set of them for the whole document. */
    private String id(XmlElement element) throws XmlFault {
        String id = element.attribute("id").map(String::strip).orElse("");
        if (id.isEmpty()) {
            throw XmlFault.malformed(element.name() + " without id");
        }
        if (!ids.add(id)) {
            throw XmlFault.malformed("two elements with one id");
        }
        return id;
    }

    private static Contact contact(XmlElement element) throws XmlFault {
        Optional<String> priority = element.attribute("priority").map(String::strip);
        if (priority.isPresent() && !PRIORITY.matcher(priority.get()).matches()) {
            throw XmlFault.malformed("contact priority is not between 0 and 1");
        }
        return new Contact(element.text().strip(), priority);
    }

    private static Basic basic(XmlElement element) throws XmlFault {
        return switch (element.text().strip()) {
            case "open" -> Basic.OPEN;
            case "closed" -> Basic.CLOSED;
            default -> throw XmlFault.malformed("basic status is neither open nor closed");
        };
    }

    private static Note note(XmlElement element) {
        return new Note(element.attribute(XmlAttribute.XML_NAMESPACE, "lang"), element.text());
    }

    private static Timestamp timestamp(XmlElement element) throws XmlFault {
        return Timestamp.parse(element.text()).orElseThrow(() -> XmlFault.malformed("timestamp is no time"));
    }

    private static void once(boolean first, XmlElement element) throws XmlFault {
        if (!first) {
            throw XmlFault.malformed("two elements " + element.name() + " where one is allowed");
        }
    }
}
