package io.lamplight.presence.body.pidf;

import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlElement;
import java.util.List;
import java.util.Optional;

/**
 * One presence document. What the model has no name for is kept as elements, in the place it had.
 *
 * @param entity URI of the presentity
 * @param extensions children of the root that are none of the others
 */
public record PidfDocument(
        String entity,
        List<Tuple> tuples,
        List<Person> persons,
        List<Device> devices,
        List<Note> notes,
        List<XmlElement> extensions) {
    public PidfDocument {
        tuples = List.copyOf(tuples);
        persons = List.copyOf(persons);
        devices = List.copyOf(devices);
        notes = List.copyOf(notes);
        extensions = List.copyOf(extensions);
    }

    public enum Basic {
        OPEN,
        CLOSED
    }

    /**
     * A service (RFC 4479 section 3.3).
     *
     * @param statusExtensions children of {@code status} but {@code basic}
     */
    public record Tuple(
            String id,
            Optional<Basic> basic,
            List<XmlElement> statusExtensions,
            List<XmlElement> extensions,
            Optional<Contact> contact,
            List<Note> notes,
            Optional<Timestamp> timestamp) {
        public Tuple {
            statusExtensions = List.copyOf(statusExtensions);
            extensions = List.copyOf(extensions);
            notes = List.copyOf(notes);
        }

        public Tuple withBasic(Basic other) {
            return new Tuple(id, Optional.of(other), statusExtensions, extensions, contact, notes, timestamp);
        }
    }

    /** Where to reach a service; the priority is between 0 and 1, as it was written. */
    public record Contact(String uri, Optional<String> priority) {}

    public record Note(Optional<String> language, String text) {}

    /** The human being (RFC 4479 section 3.2). */
    public record Person(String id, List<XmlElement> elements, List<Note> notes, Optional<Timestamp> timestamp) {
        public Person {
            elements = List.copyOf(elements);
            notes = List.copyOf(notes);
        }
    }

    /** A device (RFC 4479 section 3.4). */
    public record Device(
            String id,
            Optional<String> deviceId,
            List<XmlElement> elements,
            List<Note> notes,
            Optional<Timestamp> timestamp) {
        public Device {
            elements = List.copyOf(elements);
            notes = List.copyOf(notes);
        }
    }
}
