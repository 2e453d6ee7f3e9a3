package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Device;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.spi.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes one document of all sources: services side by side with an open one first, devices side by side, one person. No
 * order of sources but that of their ids shows in it, and no time but those that were published or that a publication
 * came at: equal states give equal octets, and equal octets are not sent again.
 */
final class Composition {
    private final List<Source> sources;
    private final Validity validity;
    private final DocumentIds ids = new DocumentIds();

    private Composition(List<Source> sources, Instant now) {
        this.sources = sources;
        this.validity = new Validity(now);
    }

    static PidfDocument of(View view) {
        return of(view.resource().uri(), view.publications().stream().map(Source::of), view.now());
    }

    static PidfDocument of(String entity, Stream<Source> inAnyOrder, Instant now) {
        List<Source> sources = inAnyOrder.sorted(Source.BY_ID).toList();
        return sources.isEmpty() ? offline(entity) : new Composition(sources, now).document(entity);
    }

    /**
     * What is known when nothing is published. Some phones take no notice of a document without tuple, or of a NOTIFY
     * without document. It tells no time: "since when" is not known any more after the first such document.
     */
    private static PidfDocument offline(String entity) {
        Tuple closed = new Tuple(
                "offline",
                Optional.of(Basic.CLOSED),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new PidfDocument(entity, List.of(closed), List.of(), List.of(), List.of(), List.of());
    }

    private PidfDocument document(String entity) {
        Set<Note> notes = new LinkedHashSet<>();
        Set<XmlElement> extensions = new LinkedHashSet<>();
        for (Source source : sources) {
            notes.addAll(source.document().notes());
            extensions.addAll(source.document().extensions());
        }
        return new PidfDocument(entity, tuples(), persons(), devices(), List.copyOf(notes), List.copyOf(extensions));
    }

    private List<Tuple> tuples() {
        Services services = new Services();
        for (Source source : sources) {
            source.document().tuples().forEach(tuple -> services.add(tuple, source));
        }
        Availability availability = new Availability();
        for (Source source : sources) {
            for (Tuple tuple : source.document().tuples()) {
                if (!services.isSuperseded(tuple, source)) {
                    availability.add(tuple(tuple, source), source);
                }
            }
        }
        return availability.tuples();
    }

    private Tuple tuple(Tuple tuple, Source source) {
        return new Tuple(
                ids.unique(tuple.id(), source),
                tuple.basic(),
                validity.current(tuple.statusExtensions()),
                ids.unique(validity.current(tuple.extensions()), source),
                tuple.contact(),
                tuple.notes(),
                tuple.timestamp().or(() -> Optional.of(Timestamp.of(source.publishedAt()))));
    }

    private List<Person> persons() {
        List<PersonMerge.Candidate> candidates = new ArrayList<>();
        for (Source source : sources) {
            for (Person person : source.document().persons()) {
                List<XmlElement> elements = ids.unique(validity.current(person.elements()), source);
                String id = candidates.isEmpty() ? ids.unique(person.id(), source) : person.id();
                Person current = new Person(id, elements, person.notes(), person.timestamp());
                candidates.add(new PersonMerge.Candidate(current, source));
            }
        }
        return candidates.isEmpty() ? List.of() : List.of(PersonMerge.merge(candidates));
    }

    /** The best word on each device (COMP-04); one without deviceID can be told from the others only by its id. */
    private List<Device> devices() {
        Map<String, Source> best = new HashMap<>();
        for (Source source : sources) {
            for (Device device : source.document().devices()) {
                device.deviceId()
                        .ifPresent(id -> best.merge(id, source, (old, other) -> other.beats(old) ? other : old));
            }
        }
        List<Device> devices = new ArrayList<>();
        for (Source source : sources) {
            for (Device device : source.document().devices()) {
                if (!device.deviceId().map(best::get).orElse(source).beats(source)) {
                    devices.add(device(device, source));
                }
            }
        }
        return devices;
    }

    private Device device(Device device, Source source) {
        return new Device(
                ids.unique(device.id(), source),
                device.deviceId(),
                ids.unique(validity.current(device.elements()), source),
                device.notes(),
                device.timestamp());
    }
}
