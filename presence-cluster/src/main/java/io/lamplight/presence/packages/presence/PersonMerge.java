package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.Pidf;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one person of several (COMP-03). Each kind of element is taken from the highest rank that speaks of it, and
 * within it from whoever spoke last, and notes as well; only activities of one rank are united, since a user can well be
 * in a meeting by one source and on the phone by another.
 */
final class PersonMerge {
    private PersonMerge() {}

    /**
     * A published person.
     *
     * @param person without what is over, its ids no others'
     * @param source nothing in it can be newer than its publication, whatever the publisher's clock says
     */
    record Candidate(Person person, Source source) {
        Instant at() {
            return notAfter(person.timestamp(), source.publishedAt());
        }

        int rank() {
            return source.rank();
        }
    }

    /** A kind of element. */
    private record Name(String namespace, String name) {
        static Name of(XmlElement element) {
            return new Name(element.namespace(), element.name());
        }

        boolean isActivities() {
            return namespace.equals(Pidf.RPID) && name.equals("activities");
        }
    }

    /** All elements of one kind in one person, since when they hold, and how much they count. */
    private record Word(List<XmlElement> elements, Instant since, int rank) {
        boolean beats(Word other) {
            return rank != other.rank ? rank > other.rank : since.isAfter(other.since);
        }
    }

    /**
     * Merges persons.
     *
     * @param candidates at least one, in the order of publications, which decides where times are equal
     */
    static Person merge(List<Candidate> candidates) {
        if (candidates.size() == 1) {
            return candidates.get(0).person();
        }
        List<Candidate> bestFirst = candidates.stream()
                .sorted(Comparator.comparing(Candidate::rank)
                        .thenComparing(Candidate::at)
                        .reversed())
                .toList();
        Map<Name, Word> words = new LinkedHashMap<>();
        List<Word> activities = new ArrayList<>();
        for (Candidate candidate : bestFirst) {
            byName(candidate).forEach((name, word) -> {
                if (!name.isActivities()) {
                    words.merge(name, word, (old, other) -> other.beats(old) ? other : old);
                } else if (activities.isEmpty() || activities.get(0).rank() == word.rank()) {
                    activities.add(word);
                }
            });
        }
        List<XmlElement> elements = new ArrayList<>(unite(
                activities.stream().flatMap(word -> word.elements().stream()).toList()));
        words.values().forEach(word -> elements.addAll(word.elements()));
        return new Person(candidates.get(0).person().id(), elements, notes(bestFirst), timestamp(bestFirst));
    }

    private static Instant notAfter(Optional<Timestamp> time, Instant latest) {
        return time.map(Timestamp::instant)
                .filter(instant -> instant.isBefore(latest))
                .orElse(latest);
    }

    private static Map<Name, Word> byName(Candidate candidate) {
        Map<Name, Word> words = new LinkedHashMap<>();
        for (XmlElement element : candidate.person().elements()) {
            Instant since = notAfter(element.attribute("since").flatMap(Timestamp::parse), candidate.at());
            words.merge(Name.of(element), new Word(List.of(element), since, candidate.rank()), (first, next) -> {
                List<XmlElement> both = new ArrayList<>(first.elements());
                both.addAll(next.elements());
                return new Word(both, next.since().isAfter(first.since()) ? next.since() : first.since(), first.rank());
            });
        }
        return words;
    }

    /** One element for each span of time, with the activities of all that have that span. */
    private static List<XmlElement> unite(List<XmlElement> activities) {
        record Span(Optional<String> from, Optional<String> until) {}
        Map<Span, XmlElement> first = new LinkedHashMap<>();
        Map<Span, Set<XmlNode>> contents = new HashMap<>();
        for (XmlElement element : activities) {
            Span span = new Span(element.attribute("from"), element.attribute("until"));
            first.putIfAbsent(span, element);
            contents.computeIfAbsent(span, none -> new LinkedHashSet<>()).addAll(element.children());
        }
        List<XmlElement> united = new ArrayList<>(first.size());
        first.forEach((span, element) -> {
            List<XmlNode> content = new ArrayList<>(contents.get(span));
            if (content.size() > 1) {
                content.removeIf(PersonMerge::saysNothing);
            }
            united.add(element.withAttributes(withoutSince(element)).withContent(content));
        });
        return united;
    }

    /** {@code unknown} beside an activity that is known. */
    private static boolean saysNothing(XmlNode node) {
        return node instanceof XmlElement element && element.is(Pidf.RPID, "unknown");
    }

    /** It is true of one of the united ones only. */
    private static List<XmlAttribute> withoutSince(XmlElement element) {
        return element.attributes().stream()
                .filter(attribute -> !attribute.name().equals("since"))
                .toList();
    }

    private static List<Note> notes(List<Candidate> bestFirst) {
        return bestFirst.stream()
                .map(candidate -> candidate.person().notes())
                .filter(notes -> !notes.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Optional<Timestamp> timestamp(List<Candidate> bestFirst) {
        return bestFirst.stream()
                .flatMap(candidate -> candidate.person().timestamp().stream())
                .findFirst();
    }
}
