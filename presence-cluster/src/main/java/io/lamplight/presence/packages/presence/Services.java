package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.Pidf;
import io.lamplight.presence.body.pidf.PidfDocument.Contact;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.xml.XmlElement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which tuples of different publications speak of one service (COMP-02): those with the same contact, unless their
 * service descriptions differ, and those with the same device and service description. The highest rank is right, within
 * it the newest.
 * Tuples of one publication stay side by side: their publisher knows them apart.
 */
final class Services {
    private static final String ANY = "*";

    private final Map<Key, Source> best = new HashMap<>();

    private record Key(String kind, String address, String description) {}

    void add(Tuple tuple, Source source) {
        String description = description(tuple);
        String contact = contact(tuple);
        String device = device(tuple);
        if (!contact.isEmpty()) {
            note(new Key("contact", contact, description), source);
            note(new Key("contact", contact, ANY), source);
        }
        if (!device.isEmpty() && !description.isEmpty()) {
            note(new Key("device", device, description), source);
        }
    }

    boolean isSuperseded(Tuple tuple, Source source) {
        String description = description(tuple);
        String contact = contact(tuple);
        if (description.isEmpty()) {
            return isBeaten(new Key("contact", contact, ANY), source);
        }
        return isBeaten(new Key("contact", contact, description), source)
                || isBeaten(new Key("contact", contact, ""), source)
                || isBeaten(new Key("device", device(tuple), description), source);
    }

    private void note(Key key, Source source) {
        best.merge(key, source, (old, other) -> other.beats(old) ? other : old);
    }

    private boolean isBeaten(Key key, Source source) {
        Source other = best.get(key);
        return other != null && other.beats(source);
    }

    private static String device(Tuple tuple) {
        for (XmlElement element : tuple.extensions()) {
            if (element.is(Pidf.DATA_MODEL, "deviceID")) {
                return element.text().strip();
            }
        }
        return "";
    }

    /** By local name: OMA gave the element several namespaces over time. */
    private static String description(Tuple tuple) {
        for (XmlElement element : tuple.extensions()) {
            if (element.name().equals("service-description")) {
                return '='
                        + element.children().stream()
                                .map(child -> child.name() + '=' + child.text().strip())
                                .sorted()
                                .collect(Collectors.joining(";"));
            }
        }
        return "";
    }

    /** Scheme and host have no case (RFC 3986 section 6.2.2.1). */
    private static String contact(Tuple tuple) {
        String uri = tuple.contact().map(Contact::uri).orElse("");
        int colon = uri.indexOf(':');
        int at = uri.indexOf('@', colon + 1);
        if (colon < 0 || at < 0) {
            return uri;
        }
        int end = at;
        while (end < uri.length() && ";?/".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        return uri.substring(0, colon).toLowerCase(Locale.ROOT)
                + uri.substring(colon, at)
                + uri.substring(at, end).toLowerCase(Locale.ROOT)
                + uri.substring(end);
    }
}
