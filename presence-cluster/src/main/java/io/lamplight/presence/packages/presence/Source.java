package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.spi.Publication;
import java.time.Instant;
import java.util.Comparator;

/** One publication on its way into the composed document. */
record Source(String id, Instant publishedAt, PidfDocument document) {
    /** A total order, so that no arrival order shows through. */
    static final Comparator<Source> BY_ID = Comparator.comparing(Source::id);

    /** By our own clock: those of user agents are often wrong. */
    static final Comparator<Source> NEWEST_FIRST =
            Comparator.comparing(Source::publishedAt).reversed().thenComparing(BY_ID);

    static Source of(Publication publication) {
        PresencePackage.Content content = (PresencePackage.Content) publication.content();
        return new Source(publication.id(), publication.publishedAt(), content.document());
    }

    boolean isNewerThan(Source other) {
        return NEWEST_FIRST.compare(this, other) < 0;
    }
}
