package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.Pidf;
import io.lamplight.presence.body.xml.Timestamp;
import io.lamplight.presence.body.xml.XmlElement;
import java.time.Instant;
import java.util.List;

/**
 * Leaves out elements whose time is over (RFC 4480 section 3.1, RFC 4481 section 2). What lies ahead stays: a watcher is to know of it.
 */
record Validity(Instant now) {
    List<XmlElement> current(List<XmlElement> elements) {
        for (XmlElement element : elements) {
            if (isOver(element)) {
                return elements.stream().filter(other -> !isOver(other)).toList();
            }
        }
        return elements;
    }

    private boolean isOver(XmlElement element) {
        if (!element.namespace().equals(Pidf.RPID) && !element.namespace().equals(Pidf.TIMED_STATUS)) {
            return false;
        }
        return element.attribute("until")
                .flatMap(Timestamp::parse)
                .filter(until -> until.instant().isBefore(now))
                .isPresent();
    }
}
